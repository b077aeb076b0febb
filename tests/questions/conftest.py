"""Drawn examples have no time limit here: a busy machine would fail tests that are right."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
