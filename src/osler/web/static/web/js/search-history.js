// <search-history>: the searches of this tab, each a click away from being a block.
import { searches } from "./searches.js";

customElements.define(
  "search-history",
  class extends HTMLElement {
    connectedCallback() {
      const found = searches();
      if (!found.length) return;
      const heading = document.createElement("h2");
      heading.textContent = "Searches of this tab";
      const list = document.createElement("ul");
      list.className = "examples";
      list.append(...found.map((each) => this.row(each)));
      this.replaceChildren(heading, list);
    }

    row({ q, count }) {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      const text = document.createElement("span");
      text.textContent = q;
      const number = document.createElement("span");
      number.className = "note";
      number.textContent = count.toLocaleString("en");
      button.append(text, number);
      button.addEventListener("click", () => this.add(q));
      row.append(button);
      return row;
    }

    add(q) {
      const inputs = document.querySelectorAll("#builder input[name=b]");
      const last = inputs[inputs.length - 1];
      last.value = q;
      last.form.dispatchEvent(new Event("change", { bubbles: true }));
    }
  },
);
