"""NLM's formats and nothing else."""
