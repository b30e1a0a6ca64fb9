"""One file a page: what is asked, what answers, which template says it."""
