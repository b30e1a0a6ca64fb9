// <copy-text for="id">: a button that copies what that element says. Nothing is shown where the clipboard is closed.
customElements.define(
  "copy-text",
  class extends HTMLElement {
    connectedCallback() {
      if (!navigator.clipboard) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet";
      button.textContent = "Copy";
      button.setAttribute("aria-label", this.getAttribute("label") ?? "Copy");
      button.addEventListener("click", () => this.copy(button));
      this.replaceChildren(button);
    }

    async copy(button) {
      const text = document.getElementById(this.getAttribute("for")).innerText.trim();
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    }
  },
);
