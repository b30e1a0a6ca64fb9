"""Which way did it go? Reads from a sentence whether an intervention raised, lowered or did not change an outcome."""
