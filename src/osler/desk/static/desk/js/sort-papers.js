// <sort-papers form="order">: its papers can be dragged by a grip; the form says where one was put, as its buttons do.
const GRIP = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M9 6v.1M15 6v.1M9 12v.1m6-.1v.1M9 18v.1m6-.1v.1"/></svg>';

customElements.define(
  "sort-papers",
  class extends HTMLElement {
    connectedCallback() {
      this.form = document.getElementById(this.getAttribute("form"));
      if (!this.form) return;
      for (const paper of this.papers) {
        const grip = document.createElement("span");
        grip.className = "grip";
        grip.title = "Drag to move";
        grip.innerHTML = GRIP;
        grip.addEventListener("pointerdown", (event) => this.take(event, paper));
        paper.querySelector(".side").append(grip);
      }
    }

    get papers() {
      return [...this.querySelectorAll("[data-saved]")];
    }

    take(event, paper) {
      event.preventDefault(); // no capture: it would end when the paper is put elsewhere
      const before = this.papers.indexOf(paper);
      paper.classList.add("taken");
      const move = ({ clientY }) => {
        const other = this.papers.find((each) => {
          const { top, bottom } = each.getBoundingClientRect();
          return each !== paper && clientY >= top && clientY <= bottom;
        });
        if (!other) return;
        const { top, height } = other.getBoundingClientRect();
        other[clientY < top + height / 2 ? "before" : "after"](paper);
      };
      const drop = () => {
        for (const [name, heard] of heeded) removeEventListener(name, heard);
        paper.classList.remove("taken");
        if (this.papers.indexOf(paper) !== before) this.send(paper);
      };
      const heeded = [["pointermove", move], ["pointerup", drop], ["pointercancel", drop]];
      for (const [name, heard] of heeded) addEventListener(name, heard);
    }

    send(paper) {
      const at = this.papers.indexOf(paper);
      const [word, other] = at ? ["after", this.papers[at - 1]] : ["before", this.papers[1]];
      const said = document.createElement("input");
      Object.assign(said, { type: "hidden", name: "move", value: `${paper.dataset.saved} ${word} ${other.dataset.saved}` });
      this.form.append(said);
      this.form.requestSubmit();
    }
  },
);
