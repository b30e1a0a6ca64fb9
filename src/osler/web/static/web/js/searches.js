// This tab's searches, the latest first: [{n, q, means, count}]. They live in sessionStorage and are gone with the tab.
// `n` is what #n in the search box means; it is kept by the same search done again, and given to no other.
// `q` is how it was typed, `means` what it finds without numbers and with the filters chosen.
const KEY = "history";
const MOST = 100;
const NUMBER = /(?<![\w#])#(\d+)/g;

export function searches() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

export function now() {
  const means = document.querySelector("[data-means]")?.dataset.means;
  return means && searches().find((each) => each.means === means);
}

function remember() {
  const found = document.querySelector("[data-means]");
  if (!found?.dataset.means) return;
  const { label, means, count, loose } = found.dataset;
  const known = searches();
  const others = known.filter((each) => each.means !== means);
  const n = known.find((each) => each.means === means)?.n ?? Math.max(0, ...known.map((each) => each.n)) + 1;
  // Numbers of another tab, in an address from there, would say something else here.
  const q = [...document.querySelectorAll(".stands-for dd")].every((each) => others.some((one) => one.means === each.textContent && `#${one.n}` === each.previousElementSibling.textContent)) ? label : means;
  // What only fits best is not what the search finds.
  const entry = { n, q, means, count: loose === undefined ? Number(count) : 0 };
  try {
    sessionStorage.setItem(KEY, JSON.stringify([entry, ...others].slice(0, MOST)));
  } catch {
    // No room, or not allowed: the search is done all the same.
  }
}

// What the numbers of a search stand for goes along with it: the server knows none. What the page's own address says of
// a number holds.
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form.box")) return;
  const sent = [...target.querySelectorAll("[name=earlier]")];
  for (const [, number] of target.q.value.matchAll(NUMBER)) {
    const earlier = searches().find((each) => each.n === Number(number));
    if (!earlier || sent.some((each) => parseInt(each.value) === earlier.n)) continue;
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "earlier";
    input.value = `${number} ${earlier.means}`;
    sent.push(input);
    target.append(input);
  }
});

remember();
