// <chosen-papers>: the bar under results for the papers ticked there. What was ticked stays chosen from page to page and
// from search to search, in this tab (sessionStorage) and nowhere else; *Clear* forgets it.
const KEY = "chosen";
const MOST = 1000;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

customElements.define(
  "chosen-papers",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.says = this.querySelector("[role=status]");
      this.boxes = [...document.querySelectorAll(".hits input[name=pmid]")];
      this.copy = this.querySelector("button[name=copy]");
      this.copy.hidden = !navigator.clipboard;
      this.querySelector("button[name=clear]").hidden = false;
      document.querySelector(".hits").addEventListener("change", ({ target }) => this.tick(target));
      this.addEventListener("click", ({ target }) => this.act(target.closest("button")));
      addEventListener("pageshow", () => this.show());
      this.show();
    }

    tick(box) {
      if (!this.boxes.includes(box)) return;
      const others = kept().filter((each) => each !== box.value);
      if (box.checked && others.length >= MOST) {
        box.checked = false;
        this.says.textContent = `No more than ${MOST} papers can be chosen`;
        return;
      }
      this.keep(box.checked ? [...others, box.value] : others);
      this.show();
      this.says.textContent = this.count.textContent;
    }

    keep(pmids) {
      try {
        sessionStorage.setItem(KEY, JSON.stringify(pmids));
      } catch {
        // Not allowed: what is ticked on this page still is.
      }
    }

    get count() {
      return this.querySelector(".how-many");
    }

    // What is ticked elsewhere goes along as one field; what is ticked here, the boxes send.
    show() {
      const chosen = kept();
      for (const box of this.boxes) box.checked = chosen.includes(box.value);
      const here = new Set(this.boxes.map((box) => box.value));
      const elsewhere = this.form.querySelector("input[type=hidden]");
      elsewhere.value = chosen.filter((each) => !here.has(each)).join(" ");
      elsewhere.disabled = !elsewhere.value;
      this.count.textContent = `${chosen.length.toLocaleString("en")} chosen`;
      this.classList.toggle("some", chosen.length > 0);
    }

    async act(button) {
      if (!button) return;
      if (button.name === "clear") {
        this.keep([]);
        this.show();
        this.says.textContent = "None chosen";
        document.querySelector(".hits a[data-open]")?.focus({ preventScroll: true });
      } else if (button === this.copy) {
        try {
          await navigator.clipboard.writeText(kept().join("\n"));
          this.says.textContent = this.count.textContent = "PMIDs copied";
        } catch {
          this.says.textContent = this.count.textContent = "Not copied"; // the browser refused
        }
        setTimeout(() => this.show(), 2000);
      }
      if (button.closest("details")) this.querySelector("details").open = false;
    }
  },
);
