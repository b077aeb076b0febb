"""`flask --app wsgi stats NAME FILE`: figures from a file that comes from elsewhere, without a database.

Every module here is a topic with its commands; importing it puts them into the group.
"""

from survey_app.cli.stats import (
    change,
    comparing,
    counts,
    crowds,
    customers,
    driving,
    estimates,
    features,
    flags,
    instrument,
    items,
    maps,
    market,
    opening,
    orders,
    panel,
    quality,
    raters,
    scales,
    scores,
    tables,
    verdicts,
    weighing,
)
from survey_app.cli.stats.group import commands

__all__ = ["commands"]

TOPICS = (
    change,
    comparing,
    counts,
    crowds,
    customers,
    driving,
    estimates,
    features,
    flags,
    instrument,
    items,
    maps,
    market,
    opening,
    orders,
    panel,
    quality,
    raters,
    scales,
    scores,
    tables,
    verdicts,
    weighing,
)
"""The modules whose commands stand in the group."""
