// <block-list>: rows of the builder can be dragged by their grip, or moved with Alt and the arrow keys.
// Without scripts the buttons of each row do the same.
customElements.define(
  "block-list",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("pointerdown", (event) => this.grab(event));
      this.addEventListener("keydown", (event) => this.key(event));
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
      this.changed();
    }

    changed() {
      this.closest("form").dispatchEvent(new Event("change", { bubbles: true }));
    }
  },
);
