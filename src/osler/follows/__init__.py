"""What readers follow, the feed made of it, and the digests and feeds that carry it out."""
