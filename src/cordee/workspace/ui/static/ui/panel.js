// <side-panel>: a dialog at the edge of the page. Links that htmx loads into it open it; without JavaScript they open a page.
class SidePanel extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.body = this.querySelector("[data-panel-body]");
    document.body.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target !== this.body) return;
      if (!this.dialog.open) this.dialog.showModal();
      this.dialog.scrollTop = 0;
      this.body.querySelector("h1")?.focus();
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }
}
customElements.define("side-panel", SidePanel);

// "/" goes to the search box, as in the tools that people already use.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const box = document.querySelector("[data-search-box]");
  if (!box) return;
  event.preventDefault();
  box.focus();
});
