"""What the templates are given: frozen values, made from articles and answers, knowing nothing of requests."""
