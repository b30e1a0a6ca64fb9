// Beside the text there is room for the contents: they are open there from the start.
const wide = matchMedia("(min-width: 64rem)");
const contents = document.querySelector(".toc details");
if (contents) contents.open = wide.matches;
