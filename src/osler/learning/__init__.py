"""What readers learned: activities, claims, transcripts."""
