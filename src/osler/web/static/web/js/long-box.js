// A search box of several lines in place of one whose text does not fit into it. Enter searches, as before.
export function longBox(input) {
  if (!input.value || input.scrollWidth <= input.clientWidth) return false;
  const box = document.createElement("textarea");
  for (const name of ["id", "name", "aria-label", "placeholder", "autocomplete", "autocapitalize", "spellcheck", "enterkeyhint"])
    if (input.hasAttribute(name)) box.setAttribute(name, input.getAttribute(name));
  const [had, start, end] = [document.activeElement === input, input.selectionStart, input.selectionEnd];
  box.rows = 1;
  box.value = input.value;
  input.replaceWith(box);
  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  };
  grow();
  box.addEventListener("input", grow);
  addEventListener("resize", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
  if (had) box.focus();
  if (had) box.setSelectionRange(start, end);
  return true;
}
