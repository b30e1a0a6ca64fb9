"""The desk: pages of what a reader keeps here: account, saved papers, feed, privacy."""
