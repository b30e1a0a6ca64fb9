"""Reading here: full text on Osler's own pages, files that readers attach, citations resolved to papers."""
