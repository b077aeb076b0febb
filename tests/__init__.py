"""Tests, arranged like the rooms they test."""

import gc

gc.disable()
"""What is loaded now stays: to look through it again and again takes a quarter of the time that loading takes."""
