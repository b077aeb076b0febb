"""Readers and writers for the expressions of other programs."""
