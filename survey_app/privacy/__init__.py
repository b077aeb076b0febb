"""Cryptography without any framework: pure functions over keys and secrets."""
