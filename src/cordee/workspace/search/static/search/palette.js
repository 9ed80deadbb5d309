// <search-palette>: "/" or Ctrl-K opens it, arrows choose, Enter opens, Esc closes. Without JavaScript its box is a form like any other.
class SearchPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.box = this.dialog.querySelector("[role=combobox]");
    this.list = this.dialog.querySelector("[role=listbox]");
    const field = this.querySelector("form input");
    field.addEventListener("focus", () => this.open(field));
    field.addEventListener("click", () => this.open(field));
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("htmx:afterSwap", () => this.choose(0));
    this.list.addEventListener("mousemove", (event) => {
      const answer = event.target.closest("a");
      if (answer) this.choose(this.answers.indexOf(answer));
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    this.keys = (event) => {
      const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!k && !(slash && !event.target.closest("input, select, textarea, [contenteditable]"))) return;
      event.preventDefault();
      this.open(document.activeElement);
    };
    document.addEventListener("keydown", this.keys);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keys);
  }

  get answers() {
    return [...this.list.querySelectorAll("a[role=option]")];
  }

  open(from) {
    if (this.dialog.open || document.querySelector("dialog[open]")) return;
    this.dialog.showModal();
    // Closing gives the focus back: not to the field, which would open it again.
    this.dialog.addEventListener("close", () => from?.blur?.(), { once: true });
    this.box.focus();
    this.box.select();
    this.box.dispatchEvent(new Event("opened"));
  }

  choose(place) {
    const answers = this.answers;
    answers.forEach((answer, index) => answer.setAttribute("aria-selected", String(index === place)));
    const chosen = answers[place];
    if (chosen) this.box.setAttribute("aria-activedescendant", chosen.id);
    else this.box.removeAttribute("aria-activedescendant");
    return chosen;
  }

  onKey(event) {
    const answers = this.answers;
    const here = answers.findIndex((answer) => answer.getAttribute("aria-selected") === "true");
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: answers.length - 1 }[event.key];
    if (to !== undefined && answers.length && !(["Home", "End"].includes(event.key) && this.box.value)) {
      event.preventDefault();
      this.choose((to + answers.length) % answers.length)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && answers[here]) {
      event.preventDefault();
      answers[here].click();
    }
  }
}
customElements.define("search-palette", SearchPalette);
