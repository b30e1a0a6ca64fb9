"""The institutions readers belong to, their holdings and how their links are made."""
