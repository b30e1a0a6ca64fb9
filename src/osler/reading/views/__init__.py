"""One file a page or an act."""
