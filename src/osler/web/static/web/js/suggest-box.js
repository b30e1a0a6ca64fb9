// <suggest-box src>: a list under the search box while one types: headings, journals, authors, this tab's own searches.
// The server is asked from the third letter on; nothing typed is kept anywhere but in this tab.
// A search that does not fit in its line is shown in as many as it needs: nobody looks for a heading in it any more.
import { longBox } from "./long-box.js";
import { searches } from "./searches.js";

const WAIT = 80; // ms after the last key
const SHORTEST = 3;
const NUMBER = /(?<![\w#])#(\d*)$/;

customElements.define(
  "suggest-box",
  class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      if (longBox(this.input)) return;
      this.list = document.createElement("ul");
      this.list.id = `${this.input.id}-suggestions`;
      this.list.className = "suggestions";
      this.list.hidden = true;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "Suggestions");
      this.append(this.list);
      for (const [name, value] of [
        ["role", "combobox"],
        ["aria-autocomplete", "list"],
        ["aria-controls", this.list.id],
        ["aria-expanded", "false"],
      ])
        this.input.setAttribute(name, value);
      this.input.addEventListener("input", (event) => {
        if (event.inputType !== "insertFromPaste" || !longBox(this.input)) return this.later();
        this.close();
        this.list.remove();
      });
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.close());
      // Before the blur, which would close the list under the finger.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => this.take(event.target.closest("li")));
    }

    later() {
      clearTimeout(this.timer);
      this.asked?.abort();
      if (NUMBER.test(this.input.value)) return this.show(this.numbered());
      if (this.input.value.trim().length < SHORTEST) return this.close();
      this.timer = setTimeout(() => this.ask(), WAIT);
    }

    async ask() {
      this.asked = new AbortController();
      const typed = this.input.value;
      try {
        const address = `${this.getAttribute("src")}?${new URLSearchParams({ q: typed })}`;
        const answer = await fetch(address, { signal: this.asked.signal });
        if (answer.ok) this.show([...this.past(typed), ...(await answer.json()).suggestions]);
      } catch (error) {
        if (error.name !== "AbortError") this.close();
      }
    }

    // #: the searches of this tab, to be taken by number.
    numbered() {
      const [, begun] = this.input.value.match(NUMBER);
      return searches()
        .filter(({ n }) => String(n).startsWith(begun))
        .slice(0, 6)
        .map(({ n, q, count }) => ({ kind: `#${n}`, label: q, text: this.input.value.replace(NUMBER, `#${n} `), count, goOn: true }));
    }

    past(typed) {
      const letters = typed.trim().toLowerCase();
      return searches()
        .filter(({ q }) => q.toLowerCase().includes(letters) && q.toLowerCase() !== letters)
        .slice(0, 2)
        .map(({ q, means, count }) => ({ kind: "this tab", label: q, text: means, count }));
    }

    show(suggestions) {
      this.list.replaceChildren(...suggestions.map((each, place) => this.option(each, place)));
      this.list.hidden = !suggestions.length;
      this.input.setAttribute("aria-expanded", String(!!suggestions.length));
      this.input.removeAttribute("aria-activedescendant");
    }

    option({ kind, label, text, count, matched, goOn }, place) {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${place}`;
      option.dataset.text = text;
      if (goOn) option.dataset.goOn = "";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const parts = [
        ["", matched ? `${label} (${matched})` : label],
        ["note", kind],
        ["note number", count ? count.toLocaleString("en") : ""],
      ];
      for (const [name, says] of parts) {
        const span = document.createElement("span");
        span.className = name;
        span.textContent = says;
        option.append(span);
      }
      return option;
    }

    key(event) {
      const options = [...this.list.children];
      if (event.key === "Escape" && !this.list.hidden) {
        event.preventDefault();
        this.close();
      } else if (event.key === "Enter" && this.chosen()) {
        event.preventDefault();
        this.take(this.chosen());
      } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !this.list.hidden) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        const from = options.indexOf(this.chosen());
        this.choose(options[(from < 0 && step < 0 ? options.length - 1 : from + step + options.length) % options.length]);
      }
    }

    chosen() {
      return this.list.hidden ? null : this.list.querySelector("[aria-selected=true]");
    }

    choose(option) {
      this.chosen()?.setAttribute("aria-selected", "false");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    }

    take(option) {
      if (!option) return;
      this.input.value = option.dataset.text;
      this.close();
      if (option.dataset.goOn === undefined) this.input.form.requestSubmit();
    }

    close() {
      clearTimeout(this.timer);
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  },
);
