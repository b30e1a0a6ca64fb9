"""Journal clubs: members, meetings, comments, ratings."""
