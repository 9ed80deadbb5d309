// One letter presses the button that shows it in its <kbd>; never while one types, never with a modifier.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable], dialog")) return;
  if (!/^[a-z]$/i.test(event.key)) return;
  const button = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
