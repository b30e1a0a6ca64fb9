// <reading-clock pmid to>: counts the time in which this page is visible, has the focus and is being used, and says so
// every 15 seconds. A hidden page counts nothing; the server believes no more than its own clock allows.
const BEAT = 15_000;
const IDLE = 180_000; // without a key, a scroll or a touch for so long, nobody is taken to read
const TICK = 1_000;
const MOST = 60_000; // what one beat may say
const SIGNS = ["pointermove", "pointerdown", "keydown", "scroll", "wheel", "touchstart"];

customElements.define(
  "reading-clock",
  class extends HTMLElement {
    connectedCallback() {
      this.unsent = 0;
      this.sent = this.last = this.used = performance.now();
      this.was = this.reading();
      this.stop = new AbortController();
      const once = { signal: this.stop.signal, passive: true, capture: true };
      for (const sign of SIGNS) addEventListener(sign, () => (this.used = performance.now()), once);
      for (const change of ["focus", "blur", "pagehide"]) addEventListener(change, () => this.turn(), once);
      document.addEventListener("visibilitychange", () => this.turn(), once);
      this.timer = setInterval(() => this.tick(), TICK);
    }

    disconnectedCallback() {
      clearInterval(this.timer);
      this.stop.abort();
    }

    reading() {
      return (
        document.visibilityState === "visible" && document.hasFocus() && performance.now() - this.used < IDLE
      );
    }

    // The time since the last look counts if the page was being read then. A long gap is a sleeping machine.
    look() {
      const now = performance.now();
      if (this.was) this.unsent += Math.min(now - this.last, 2 * TICK);
      this.last = now;
      this.was = this.reading();
    }

    tick() {
      this.look();
      if (performance.now() - this.sent >= BEAT) this.send();
    }

    turn() {
      this.look();
      if (!this.was) this.send();
    }

    async send() {
      this.sent = performance.now();
      const ms = Math.round(this.unsent);
      if (ms < 500) return;
      this.unsent = 0;
      try {
        await fetch(this.getAttribute("to"), {
          method: "POST",
          keepalive: true,
          headers: { "Content-Type": "application/json", "X-Osler": "beat" },
          body: JSON.stringify({ pmid: Number(this.getAttribute("pmid")), ms }),
        });
        document.body.dispatchEvent(new Event("osler-read"));
      } catch {
        this.unsent = Math.min(this.unsent + ms, MOST); // no connection now: said with the next
      }
    }
  },
);
