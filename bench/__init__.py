"""Measurements of speed, each beside a bare counterpart on the same server in the same run."""
