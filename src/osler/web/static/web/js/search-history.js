// <search-history>: the searches of this tab with their numbers. In the builder a press makes one a block; elsewhere it is
// searched again, by its number.
import { searches } from "./searches.js";

customElements.define(
  "search-history",
  class extends HTMLElement {
    connectedCallback() {
      const found = searches().sort((a, b) => b.n - a.n);
      if (!found.length) return;
      const heading = document.createElement("h2");
      heading.id = "searches";
      heading.textContent = "Searches of this tab";
      const how = document.createElement("p");
      how.className = "note";
      how.textContent = this.inBuilder
        ? "A press makes one a block here. In the search box its number stands for it: #1 AND cough."
        : "In the search box a number stands for its search: #1 AND cough.";
      const list = document.createElement("ol");
      list.className = "examples";
      list.append(...found.map((each) => this.row(each)));
      this.replaceChildren(heading, how, list);
      if (location.hash === "#searches") heading.scrollIntoView();
    }

    get inBuilder() {
      return this.hasAttribute("builder");
    }

    row({ n, q, means, count }) {
      const row = document.createElement("li");
      const press = document.createElement(this.inBuilder ? "button" : "a");
      if (this.inBuilder) press.type = "button";
      else press.href = `/search?${new URLSearchParams({ q: means })}`;
      for (const [name, says] of [
        ["number", `#${n}`],
        ["text", q],
        ["note", count.toLocaleString("en")],
      ]) {
        const span = document.createElement("span");
        span.className = name;
        span.textContent = says;
        press.append(span, " ");
      }
      if (this.inBuilder) press.addEventListener("click", () => this.add(means));
      row.append(press);
      return row;
    }

    add(text) {
      const inputs = document.querySelectorAll("#builder input[name=b]");
      const last = inputs[inputs.length - 1];
      last.value = text;
      last.form.dispatchEvent(new Event("change", { bubbles: true }));
    }
  },
);
