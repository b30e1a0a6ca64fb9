// This tab's searches, newest first: [{q, count}]. They live in sessionStorage and are gone with the tab.
const KEY = "searches";
const MOST = 50;

export function searches() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function remember() {
  const found = document.querySelector("[data-searched]");
  if (!found) return;
  const { searched: q, count } = found.dataset;
  const others = searches().filter((each) => each.q !== q);
  sessionStorage.setItem(KEY, JSON.stringify([{ q, count: Number(count) }, ...others].slice(0, MOST)));
}

remember();
