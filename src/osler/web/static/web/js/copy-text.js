// <copy-text for="id">: a button that copies what that element says, and says that it did. Nothing is shown where the
// clipboard is closed.
customElements.define(
  "copy-text",
  class extends HTMLElement {
    connectedCallback() {
      if (!navigator.clipboard) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet";
      button.id = `copy-${this.getAttribute("for")}`; // htmx keeps the focus by it
      button.textContent = "Copy";
      button.setAttribute("aria-label", this.getAttribute("label") ?? "Copy");
      button.addEventListener("click", () => this.copy(button));
      this.told = document.createElement("span");
      this.told.className = "unseen";
      this.told.setAttribute("role", "status");
      this.replaceChildren(button, this.told);
    }

    async copy(button) {
      const text = document.getElementById(this.getAttribute("for")).innerText.trim();
      try {
        await navigator.clipboard.writeText(text);
        this.tell(button, "Copied");
      } catch {
        this.tell(button, "Not copied"); // the browser refused
      }
    }

    tell(button, says) {
      button.textContent = this.told.textContent = says;
      setTimeout(() => {
        button.textContent = "Copy";
        this.told.textContent = "";
      }, 2000);
    }
  },
);
