"""Doors for health records: CDS Hooks and Infobutton. What comes in lives in the request and nowhere else."""
