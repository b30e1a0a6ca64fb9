"""What Osler talks about, as plain values: standard library only."""
