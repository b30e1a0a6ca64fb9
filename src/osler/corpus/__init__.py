"""The write path: from NLM's files into an engine."""
