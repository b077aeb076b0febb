"""Tests of the pure statistics: each figure against a printed table or an independent implementation."""
