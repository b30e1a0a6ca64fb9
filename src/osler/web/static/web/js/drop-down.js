// A <details class="drop"> closes as a menu does: with Escape, and by a press elsewhere.
const open = () => document.querySelectorAll("details.drop[open]");

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const each of open()) {
    const had = each.contains(document.activeElement);
    each.open = false;
    if (had) each.querySelector("summary").focus();
  }
});

document.addEventListener("pointerdown", ({ target }) => {
  for (const each of open()) if (!each.contains(target)) each.open = false;
});
