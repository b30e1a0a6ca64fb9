"""Osler: a clinical literature service that runs on its own mirror of PubMed."""

__version__ = "0.1.0"
