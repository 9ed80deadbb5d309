// Toasts go away by their button, and good news by itself after a while; bad news stays until it is read.
function watchToasts() {
  for (const toast of document.querySelectorAll("[data-toast]:not([data-seen])")) {
    toast.dataset.seen = "";
    toast.querySelector("[data-toast-close]").addEventListener("click", () => toast.remove());
    if (!toast.matches(".toast--success, .toast--info")) continue;
    let timer = setTimeout(() => toast.remove(), 8000);
    for (const stop of ["pointerenter", "focusin"]) toast.addEventListener(stop, () => clearTimeout(timer));
    toast.addEventListener("pointerleave", () => (timer = setTimeout(() => toast.remove(), 3000)));
  }
}
watchToasts();
document.body.addEventListener("htmx:afterSettle", watchToasts);
document.body.addEventListener("htmx:oobAfterSwap", watchToasts);

// A button with data-opens shows the <dialog> of that id; without JavaScript the link that it stands beside does the same on a page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
  }
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A form that came back with errors: start reading there.
document.querySelector("[data-came-back]")?.focus();

// What is folded is unfolded on paper, also in browsers that cannot do it by style alone.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open], .menu)")) {
    fold.open = true;
    fold.dataset.forPaper = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-for-paper]")) {
    fold.open = false;
    delete fold.dataset.forPaper;
  }
});
