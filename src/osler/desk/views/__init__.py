"""The desk's views, one file a page or an act."""
