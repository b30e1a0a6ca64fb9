"""Learning and journal clubs, as pages: activities, claims, transcripts, certificates, the provider's queue."""
