"""The ward: pages of the bedside part. What is entered lives in the request and nowhere else."""
