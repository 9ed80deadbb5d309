// <drop-zone>: a file field onto which files may be dropped, and that says which it holds. The form around it sends them.
class DropZone extends HTMLElement {
  connectedCallback() {
    const zone = this.querySelector(".drop-zone");
    const input = this.querySelector("input[type=file]");
    const names = this.querySelector("[data-files]");
    for (const kind of ["dragenter", "dragover"])
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.dataset.over = "";
      });
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => delete zone.dataset.over);
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", () => {
      names.textContent = [...input.files].map((file) => file.name).join(", ");
    });
  }
}
customElements.define("drop-zone", DropZone);
