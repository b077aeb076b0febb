"""Customers by kind: loyalty, roles, losses, need and offer, channels, profit, tiers of needs, from the answers."""

from survey_app.services.customers.choosing import Chosen, Kind, Offer, Part, offers_of
from survey_app.services.customers.looking import Looked, look
from survey_app.services.customers.views import VIEWS, View

__all__ = ["VIEWS", "Chosen", "Kind", "Looked", "Offer", "Part", "View", "look", "offers_of"]
