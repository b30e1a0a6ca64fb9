// <auto-save> around a draft's form: what is typed is saved after a pause, and said so. The form works without it.
const PAUSE = 1_200;

customElements.define(
  "auto-save",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.told = this.querySelector("[data-saved]");
      this.form.addEventListener("input", () => this.later());
      this.form.addEventListener("submit", () => clearTimeout(this.timer));
      addEventListener("pagehide", () => this.timer && this.save());
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), PAUSE);
    }

    async save() {
      clearTimeout(this.timer);
      this.timer = 0;
      if (this.busy) return this.later();
      this.busy = true;
      try {
        const answer = await fetch(this.form.getAttribute("action"), {
          method: "POST",
          keepalive: true,
          headers: { "X-Osler": "draft" },
          body: new URLSearchParams(new FormData(this.form)),
        });
        const said = await answer.json();
        this.told.textContent = said.told;
        if (answer.ok) this.form.elements.edits.value = said.edits;
      } catch {
        this.told.textContent = "Not saved: no connection.";
      } finally {
        this.busy = false;
      }
    }
  },
);
