"""The edge of background work: what each job does, the worker that does it, and the clearing away."""
