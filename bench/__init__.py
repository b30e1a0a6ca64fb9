"""Benchmarks: each file is a command of `osler bench` and says what it compares. Names with _ are shared parts."""
