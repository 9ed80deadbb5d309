// <file-drop>: files dropped anywhere on its form are sent at once. The field itself is the library's <drop-zone>.
class FileDrop extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const input = this.querySelector("input[type=file]");
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      form.requestSubmit();
    });
  }
}
customElements.define("file-drop", FileDrop);
