"""From what a person types to what an engine is asked, and an account of how."""
