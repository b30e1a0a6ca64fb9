"""The way to the text: its pages for readers, and the librarian's."""
