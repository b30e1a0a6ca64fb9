// <year-range low high>: two grips over the server's histogram; they write the two number inputs and send their form.
// The inputs stay: they are the same range for the keyboard and where scripts do not run.
customElements.define(
  "year-range",
  class extends HTMLElement {
    connectedCallback() {
      this.plot = this.querySelector(".plot");
      this.inputs = [...this.querySelectorAll("input[type=number]")];
      this.low = Number(this.getAttribute("low"));
      this.high = Number(this.getAttribute("high"));
      if (!this.plot || this.inputs.length !== 2) return;
      this.grips = this.inputs.map((input, end) => this.grip(input, end));
      this.plot.append(...this.grips);
      for (const input of this.inputs) input.addEventListener("input", () => this.show());
      this.plot.querySelector("svg").addEventListener("click", (event) => this.pick(event));
      this.show();
    }

    years() {
      const [from, to] = this.inputs.map((input) => Number(input.value));
      return [from || this.low, to || this.high];
    }

    at(clientX) {
      const { left, width } = this.plot.getBoundingClientRect();
      const share = Math.min(Math.max((clientX - left) / width, 0), 1);
      return this.low + share * (this.high - this.low + 1);
    }

    grip(input, end) {
      const grip = document.createElement("span");
      grip.className = "grip";
      grip.setAttribute("aria-hidden", "true");
      grip.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        grip.setPointerCapture(event.pointerId);
        grip.onpointermove = (move) => this.move(end, move.clientX);
      });
      grip.addEventListener("lostpointercapture", () => {
        grip.onpointermove = null;
        this.send();
      });
      return grip;
    }

    move(end, clientX) {
      const [from, to] = this.years();
      const edge = Math.round(this.at(clientX));
      if (end === 0) this.inputs[0].value = Math.min(edge, to);
      else this.inputs[1].value = Math.max(edge - 1, from);
      this.show();
    }

    pick(event) {
      const year = Math.min(Math.floor(this.at(event.clientX)), this.high);
      for (const input of this.inputs) input.value = year;
      this.show();
      this.send();
    }

    show() {
      const span = this.high - this.low + 1;
      const [from, to] = this.years();
      const edges = [from, to + 1]; // a choice may lie outside the years there are
      for (const [end, edge] of edges.entries())
        this.grips[end].style.left = `${(100 * (Math.min(Math.max(edge, this.low), this.high + 1) - this.low)) / span}%`;
      for (const bar of this.plot.querySelectorAll("rect")) {
        const year = Number(bar.dataset.year);
        bar.classList.toggle("off", year < from || year > to);
      }
    }

    send() {
      const changed = this.inputs.some((input) => input.value !== input.defaultValue);
      if (changed) this.inputs[0].form.requestSubmit();
    }
  },
);
