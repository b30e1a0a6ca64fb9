// What is put into a page for a link: if the link that had the focus is gone with it, the focus goes to what came in its
// place, so that keyboard and screen reader go on from there; what came into a sheet opens it. And where nothing came,
// the link is followed as without scripts: the page it leads to says what is wrong.
let had = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const at = document.activeElement;
  had = at !== document.body && at === detail.requestConfig?.elt ? at : null;
});

document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
  const came = had;
  had = null;
  if (!came || !elt.isConnected) return;
  const sheet = elt.closest("[popover]");
  if (sheet && !sheet.matches(":popover-open")) sheet.showPopover();
  else if (came.isConnected) return;
  elt.tabIndex = -1;
  elt.focus({ preventScroll: true });
});

for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, ({ target }) => {
    if (target.matches?.("a[href][hx-get]") && target === document.activeElement) location.assign(target.href);
  });
}
