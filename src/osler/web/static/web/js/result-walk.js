// <result-walk pmid>: on a paper's page the way back to the results it was found in, and to the papers before and after
// it there. A page of results leaves its list in this tab (sessionStorage) and nowhere else; the way back needs no script.
const KEY = "results";

function leave() {
  const found = document.querySelector("#found");
  const list = found?.querySelector(".hits");
  if (!list) return;
  const papers = [...list.children].map((each) => each.dataset.paper);
  const links = [...list.querySelectorAll("a[data-open]")].map((each) => each.getAttribute("href"));
  const pages = ["prev", "next"].map((rel) => found.querySelector(`.pages [rel=${rel}]`)?.getAttribute("href"));
  const { searched, count } = found.dataset;
  const address = location.pathname + location.search;
  sessionStorage.setItem(KEY, JSON.stringify({ address, searched, count, first: list.start, papers, links, pages }));
}

function left() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function link(text, href, named = {}) {
  const made = document.createElement(href ? "a" : "span");
  made.textContent = text;
  if (href) made.href = href;
  for (const [name, value] of Object.entries(named)) made.setAttribute(name, value);
  return made;
}

customElements.define(
  "result-walk",
  class extends HTMLElement {
    connectedCallback() {
      const results = left();
      const at = results?.papers.indexOf(this.getAttribute("pmid")) ?? -1;
      if (at < 0) return;
      const { address, searched, count, first, papers, links, pages } = results;
      const walk = document.createElement("nav");
      walk.setAttribute("aria-label", "The results this paper is from");
      walk.append(
        link("Results", `${address}#p-${papers[at]}`, { class: "back", title: searched }),
        this.step("prev", "Previous", links[at - 1], pages[0]),
        link(`${(first + at).toLocaleString("en")} of ${Number(count).toLocaleString("en")}`, "", { class: "place" }),
        this.step("next", "Next", links[at + 1], pages[1]),
      );
      this.replaceChildren(walk);
      this.hidden = false;
    }

    // At the end of a page of results, the next page of them.
    step(rel, name, paper, page) {
      const kind = paper ? "paper" : "page of results";
      return link("", paper ?? page, paper || page ? { rel, "aria-label": `${name} ${kind}`, title: name } : { class: rel });
    }
  },
);

leave();
