"""A package of its own name: a wheel we depend on ships another `tests`."""
