"""NCBI's E-utilities on the own mirror: tools that speak to eutils.ncbi.nlm.nih.gov run unchanged (README.md)."""
