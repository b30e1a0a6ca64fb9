// Like, dislike, save: a second tap that lands on a button just exchanged is the first one's echo, and a tap that the
// server could not keep says so instead of vanishing.
const SETTLE = 700; // ms
let changed = { id: "", at: 0 };

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id?.startsWith("acts-")) changed = { id: event.target.id, at: performance.now() };
});

document.addEventListener(
  "click",
  (event) => {
    const bar = event.target.closest(".acts-bar");
    if (!bar || bar.id !== changed.id || performance.now() - changed.at > SETTLE) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, (event) => {
    const bar = event.target.closest?.(".acts-bar");
    if (!bar) return;
    let said = bar.querySelector(".failed");
    if (!said) {
      said = bar.appendChild(document.createElement("span"));
      said.className = "failed";
      said.setAttribute("role", "status");
    }
    said.textContent = "Not kept yet. Tap again.";
  });
}
