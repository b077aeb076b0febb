"""`flask --app wsgi stats NAME FILE`: figures from a file that comes from elsewhere, without a database.

Every module here is a topic with its commands; importing it puts them into the group.
"""

from survey_app.cli.stats import estimates, items, orders, panel, raters
from survey_app.cli.stats.group import commands

__all__ = ["commands"]

TOPICS = (estimates, items, orders, panel, raters)
"""The modules whose commands stand in the group."""
