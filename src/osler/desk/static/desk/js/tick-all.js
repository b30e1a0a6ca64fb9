// <tick-all form="bulk">: chooses every paper on the page, says how many are chosen, and hides its form where
// there is none.
customElements.define(
  "tick-all",
  class extends HTMLElement {
    connectedCallback() {
      this.innerHTML = '<label class="tick"><input type="checkbox"> All on this page</label><span class="note" role="status"></span>';
      this.box = this.querySelector("input");
      this.box.addEventListener("change", () => {
        for (const each of this.boxes) each.checked = this.box.checked;
        this.show();
      });
      document.addEventListener("change", (event) => event.target.name === "saved" && this.show());
      document.addEventListener("htmx:afterSwap", () => this.show());
      this.show();
    }

    get boxes() {
      return [...document.querySelectorAll(`input[name=saved][form=${this.getAttribute("form")}]`)];
    }

    show() {
      const boxes = this.boxes;
      this.closest("form").hidden = boxes.length === 0; // nothing to choose from
      const chosen = boxes.filter((each) => each.checked).length;
      this.box.checked = chosen > 0 && chosen === boxes.length;
      this.box.indeterminate = chosen > 0 && chosen < boxes.length;
      this.lastChild.textContent = chosen ? `${chosen} chosen` : "";
      this.closest("form").classList.toggle("some", chosen > 0);
    }
  },
);
