"""What readers keep: reactions, saved papers, follows."""
