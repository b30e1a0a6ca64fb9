// <theme-toggle>: a button that goes from the system's theme to light to dark. The choice stays in this browser.
const NEXT = { "": "light", light: "dark", dark: "" };
const SAYS = { "": "as the system", light: "light", dark: "dark" };
const SHAPES = {
  "": '<circle cx="12" cy="12" r="8"/><path d="M12 4v16" /><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/>',
  light: '<circle cx="12" cy="12" r="4"/><path d="M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>',
  dark: '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>',
};

customElements.define(
  "theme-toggle",
  class extends HTMLElement {
    connectedCallback() {
      this.innerHTML = '<button type="button" class="round"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"></svg></button>';
      this.firstChild.addEventListener("click", () => this.choose(NEXT[this.theme]));
      this.show();
    }

    get theme() {
      return document.documentElement.dataset.theme ?? "";
    }

    choose(theme) {
      if (theme) {
        document.documentElement.dataset.theme = theme;
        localStorage.setItem("theme", theme);
      } else {
        delete document.documentElement.dataset.theme;
        localStorage.removeItem("theme");
      }
      this.show();
    }

    show() {
      const label = `Theme: ${SAYS[this.theme]}`;
      this.firstChild.setAttribute("aria-label", label);
      this.firstChild.title = label;
      this.querySelector("svg").innerHTML = SHAPES[this.theme];
    }
  },
);
