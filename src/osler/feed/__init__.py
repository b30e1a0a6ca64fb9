"""What is new and worth a reader's time: learned from reactions, ordered, and each with its reason."""
