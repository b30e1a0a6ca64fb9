"""Free text -> proposed facts, each with the words it came from. Nothing counts before a clinician confirms it."""
