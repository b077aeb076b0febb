"""Questionnaires from and for other programs: each format is one module, all of them end in a report of losses."""
