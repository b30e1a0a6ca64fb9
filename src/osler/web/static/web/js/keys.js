// Keys for people who search all day: / the box, j k the next and previous paper (on a paper's page: of the results it
// was found in), o or Enter opens it, l d s like,
// dislike and save it, x chooses it among results, ? this list.
// They can be switched off (in the list), because voice control and some keyboards type letters of their own.
const OFF = "keys-off";
const help = () => document.getElementById("keys");

function papers() {
  return [...document.querySelectorAll("[data-paper]")];
}

function go(step) {
  const all = papers();
  const now = all.findIndex((paper) => paper.contains(document.activeElement));
  const along = now < 0 && document.querySelector(`result-walk [rel=${step > 0 ? "next" : "prev"}]`);
  if (along) return along.click();
  if (!all.length) return;
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  next.querySelector("a[data-open]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// The paper at hand: where the focus is, on an article's page the article.
function press(kind) {
  const at = document.activeElement?.closest("[data-paper]") ?? (papers().length ? null : document);
  (at ?? document.querySelector("[data-paper].at"))?.querySelector(`.acts-bar [id^="${kind}-"]`)?.click();
}

const ACTS = {
  l: () => press("like"),
  d: () => press("dislike"),
  s: () => press("save"),
  x: () => (document.activeElement?.closest("[data-paper]") ?? document.querySelector("[data-paper].at"))?.querySelector(".choose input")?.click(),
  "/": () => document.querySelector("#q")?.select(),
  j: () => go(1),
  k: () => go(-1),
  o: () => document.activeElement?.matches("a[data-open]") && document.activeElement.click(),
  "?": () => help()?.togglePopover(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("focusin", (event) => {
  for (const paper of papers()) paper.classList.toggle("at", paper.contains(event.target));
});

const box = document.querySelector("#keys input");
if (box) {
  box.checked = !localStorage.getItem(OFF);
  box.closest("label").hidden = false;
  box.addEventListener("change", () =>
    box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"),
  );
}
