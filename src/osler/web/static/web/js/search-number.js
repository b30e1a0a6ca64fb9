// <search-number>: which search of this tab the results are of, and the way to all of them.
import { now } from "./searches.js";

customElements.define(
  "search-number",
  class extends HTMLElement {
    connectedCallback() {
      const search = now();
      if (!search) return;
      const link = document.createElement("a");
      link.href = "/builder#searches";
      link.textContent = `#${search.n}`;
      link.title = `Write #${search.n} in the search box to search within this, or join it to another`;
      const says = document.createElement("span");
      says.className = "unseen";
      says.textContent = " searches of this tab";
      link.append(says);
      this.replaceChildren(link);
    }
  },
);
