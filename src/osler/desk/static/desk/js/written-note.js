// <written-note>: around the form of a note. What was written without a network, and is not kept yet, is in the form again.
customElements.define(
  "written-note",
  class extends HTMLElement {
    async connectedCallback() {
      if (!("serviceWorker" in navigator)) return;
      navigator.serviceWorker.addEventListener("message", this);
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage({ written: location.pathname });
    }

    disconnectedCallback() {
      navigator.serviceWorker?.removeEventListener("message", this);
    }

    handleEvent({ data }) {
      if (data.written !== location.pathname) return;
      const said = new URLSearchParams(data.body);
      const form = this.querySelector("form");
      const now = form.note.value;
      for (const name of ["note", "tags"]) form[name].value = said.get(name) ?? "";
      this.querySelector(".told")?.remove();
      this.prepend(data.waits ? this.told("It waits to be sent.") : this.met(now));
    }

    told(text) {
      const told = document.createElement("p");
      told.className = "told";
      told.setAttribute("role", "status");
      told.textContent = text;
      return told;
    }

    // Neither text is lost: theirs above, the reader's own in the form.
    met(now) {
      const told = document.createElement("section");
      told.className = "told grave";
      told.setAttribute("role", "alert");
      const why = this.told("The note was changed meanwhile. This is what it says now; what you wrote without a network is still below. Put together what you want and save.");
      why.className = "";
      const other = document.createElement("div");
      other.className = "own-note as-typed";
      other.textContent = now || "(empty)";
      const forget = document.createElement("button");
      forget.type = "button";
      forget.className = "button quiet";
      forget.textContent = "Forget what I wrote";
      forget.addEventListener("click", async () => {
        (await navigator.serviceWorker.ready).active.postMessage({ forget: location.pathname });
        this.querySelector("form").note.value = now;
        told.remove();
      });
      told.append(why, other, forget);
      return told;
    }
  },
);
