// The timer of a topic, and notes that several write at once. The server merges; here nothing is decided.

class MeetingTimer extends HTMLElement {
  connectedCallback() {
    this.tick()
    this.clock = setInterval(() => this.tick(), 1000)
  }

  disconnectedCallback() { clearInterval(this.clock) }

  tick() {
    const spent = Number(this.dataset.spent) + Math.max(0, Math.floor((Date.now() - Date.parse(this.dataset.since)) / 1000))
    const two = number => String(number).padStart(2, "0")
    this.textContent = `${two(Math.floor(spent / 60))}:${two(spent % 60)} / ${two(Number(this.dataset.minutes))}:00`
    this.toggleAttribute("data-over", spent > 60 * Number(this.dataset.minutes))
  }
}

// base: the revision that the text began from; negative: one that was sent from here, and that others have since added to.
class SharedNotes extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.area = this.querySelector("textarea")
    this.kept = this.querySelector("[data-kept]")
    this.base = Number(this.form.elements.base.value)
    this.known = this.area.value
    this.head = this.base
    this.pending = null
    this.querySelector("[data-saves]").hidden = true
    this.area.addEventListener("input", () => { this.kept.textContent = ""; this.soon() })
    this.area.addEventListener("blur", () => this.send())
    this.form.addEventListener("submit", event => { event.preventDefault(); this.send() })
    this.look = setInterval(() => this.poll(), 1500)
  }

  disconnectedCallback() { clearInterval(this.look); clearTimeout(this.later) }

  soon() {
    clearTimeout(this.later)
    this.later = setTimeout(() => this.send(), 500)
  }

  async send() {
    if (this.busy || (!this.pending && this.area.value === this.known)) return
    this.busy = true
    this.pending ??= { text: this.area.value, base: this.base, nonce: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` }
    try {
      const body = new FormData(this.form)
      for (const [name, value] of Object.entries(this.pending)) body.set(name, value)
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } })
      if (!answer.ok) throw new Error(String(answer.status))
      const done = await answer.json()
      if (this.area.value === this.pending.text) this.show(done)
      else { this.base = -done.sent; this.known = this.pending.text; this.head = done.head }
      this.pending = null
      this.kept.textContent = this.kept.dataset.said
    } catch { /* sent again, once, by its nonce */ } finally { this.busy = false }
    if (this.pending || this.area.value !== this.known) this.soon()
  }

  async poll() {
    if (this.busy || this.pending || this.area.value !== this.known || !this.closest("details")?.open) return
    try {
      const answer = await fetch(`${this.form.action}?seen=${this.head}`)
      if (answer.status !== 200 || this.busy || this.area.value !== this.known) return
      this.show(await answer.json())
    } catch { /* the next look will tell */ }
  }

  // The text of all in place of mine; the caret stays where it was in the words around it.
  show({ text, head }) {
    const before = this.area.value
    this.base = this.head = head
    this.known = text
    if (text === before) return
    let start = 0
    while (start < before.length && start < text.length && before[start] === text[start]) start++
    let end = 0
    while (end < before.length - start && end < text.length - start && before.at(-1 - end) === text.at(-1 - end)) end++
    const moved = place => place <= start ? place : Math.max(start, place + text.length - before.length)
    const [first, last] = [moved(this.area.selectionStart), moved(this.area.selectionEnd)]
    this.area.value = text
    if (document.activeElement === this.area) this.area.setSelectionRange(first, last)
  }
}

customElements.define("meeting-timer", MeetingTimer)
customElements.define("shared-notes", SharedNotes)

// The notes of the topic that the meeting turns to open by themselves; a form that was taken is empty again.
let current = document.getElementById("live-state")?.dataset.current
document.body.addEventListener("htmx:afterSwap", () => {
  const turned = document.getElementById("live-state")?.dataset.current
  if (!turned || turned === current) return
  current = turned
  const notes = document.getElementById(`topic-${turned}`)
  if (notes) notes.open = true
})
document.body.addEventListener("htmx:afterRequest", event => {
  if (event.detail.successful && event.target.matches?.("[data-resets]")) event.target.reset()
})
