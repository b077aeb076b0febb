"""The form of a copied protocol: whether the statements come along."""

from flask_babel import lazy_gettext as _l

from survey_app.forms.base import Form
from survey_app.forms.fields import Tick


class CopyForm(Form):
    """A tick and a button."""

    with_items = Tick(_l("Take over the statements, too"))
