// <file-drop>: files dropped anywhere on its zone go into the form's own input, and the form is sent. Without it, one chooses them.
class FileDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.querySelector("input[type=file]");
    this.zone = this.querySelector(".drop__zone");
    this.status = this.querySelector("[data-drop-status]");
    for (const name of ["dragenter", "dragover"]) {
      this.zone.addEventListener(name, (event) => {
        event.preventDefault();
        this.zone.classList.add("drop__zone--over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      this.zone.addEventListener(name, () => this.zone.classList.remove("drop__zone--over"));
    }
    this.zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      this.input.files = event.dataTransfer.files;
      this.form.requestSubmit();
    });
    this.form.addEventListener("submit", () => {
      this.status.textContent = [...this.input.files].map((file) => file.name).join(", ") + " …";
    });
  }
}
customElements.define("file-drop", FileDrop);
