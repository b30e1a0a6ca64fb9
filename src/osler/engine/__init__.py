"""Engines: what any engine must do (`protocol`), and the embedded one (`embedded`)."""
