// <block-list>: rows of the builder can be dragged by their grip, or moved with Alt and the arrow keys.
// Without scripts the buttons of each row do the same. While somebody types or holds the pointer down no answer is put
// in the form's place: it would take the letters, or the button under the finger, away. It is asked for again after.
customElements.define(
  "block-list",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("pointerdown", (event) => this.grab(event));
      this.addEventListener("keydown", (event) => this.key(event));
      this.addEventListener("click", (event) => this.follow(event.target.closest(".moves button")));
      const form = this.closest("form");
      form.addEventListener("htmx:beforeRequest", () => (this.sent = this.texts()));
      form.addEventListener("htmx:beforeSwap", (event) => {
        if (!this.held && this.texts() === this.sent) return;
        event.detail.shouldSwap = false;
        this.late = true;
      });
      form.addEventListener("focusout", () => this.catchUp());
      form.addEventListener("pointerdown", (event) => {
        if (event.target.closest("select")) return; // its list keeps what ends the press to itself
        this.held = true;
        const free = new AbortController();
        const release = () => {
          free.abort();
          this.held = false;
          this.catchUp();
        };
        for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, release, { signal: free.signal });
      });
    }

    texts() {
      return [...this.querySelectorAll("[name=b], [name=op]")].map((field) => field.value).join("\n");
    }

    // After the click or change that comes with it, which asks by itself.
    catchUp() {
      setTimeout(() => {
        if (!this.late || this.held || !this.isConnected) return;
        this.late = false;
        this.changed();
      });
    }

    // The focus goes with the block: htmx puts it on what bears the id of what had it.
    follow(button) {
      if (!button) return;
      const [act, number] = button.value.split("-");
      const place = Number(number) + { up: -1, down: 1, remove: 0 }[act];
      const last = this.rows().length;
      if (act === "remove") button.id = place < last ? `b-${place}` : "b-new";
      else button.id = place === 1 ? "down-1" : place === last ? `up-${last}` : `${act}-${place}`;
    }

    rows() {
      return [...this.querySelectorAll(".block-row")].filter((row) => row.querySelector(".grip svg"));
    }

    grab(event) {
      const grip = event.target.closest(".grip");
      const row = grip?.closest(".block-row");
      if (!row || !this.rows().includes(row)) return;
      event.preventDefault();
      const before = this.rows().indexOf(row);
      row.classList.add("held");
      grip.setPointerCapture(event.pointerId);
      grip.onpointermove = (move) => this.drag(row, move.clientY);
      grip.onlostpointercapture = () => {
        grip.onpointermove = grip.onlostpointercapture = null;
        row.classList.remove("held");
        if (this.rows().indexOf(row) !== before) this.changed();
      };
    }

    drag(row, y) {
      for (const other of this.rows()) {
        const { top, height } = other.getBoundingClientRect();
        if (other === row || y < top || y > top + height) continue;
        if (y < top + height / 2) other.before(row);
        else other.after(row);
      }
    }

    key(event) {
      const row = event.target.closest(".block-row");
      const rows = this.rows();
      const at = rows.indexOf(row);
      if (!event.altKey || at < 0 || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      const other = rows[at + (event.key === "ArrowUp" ? -1 : 1)];
      if (!other) return;
      if (event.key === "ArrowUp") other.before(row);
      else other.after(row);
      event.target.focus();
      this.rows().forEach((each, place) => {
        for (const name of ["b", "op"]) each.querySelector(`[name=${name}]`).id = `${name}-${place + 1}`;
      });
      this.changed();
    }

    changed() {
      this.closest("form").dispatchEvent(new Event("change", { bubbles: true }));
    }
  },
);
