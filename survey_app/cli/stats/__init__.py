"""`flask --app wsgi stats NAME FILE`: figures from a file that comes from elsewhere, without a database.

Every module here is a topic with its commands; importing it puts them into the group.
"""

from survey_app.cli.stats import panel
from survey_app.cli.stats.group import commands

__all__ = ["commands"]

TOPICS = (panel,)
"""The modules whose commands stand in the group, in the order in which `--list` shows them."""
