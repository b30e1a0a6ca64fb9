"""From an article and a reader's institution to the ordered ways to the text, each with its reason."""
