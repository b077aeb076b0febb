"""The form that keeps questions under a name, or gives them another one."""

from collections.abc import Collection

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from survey_app.forms.question_fields import typed_text
from survey_app.services.block_library import LONGEST_NAME

WHOLE, CHOSEN = "whole", "chosen"


class BlockForm:
    """The name of a block, whether it is shared, and which questions it holds."""

    def __init__(self, posted: MultiDict[str, str] | None = None, chosen: Collection[str] = ()) -> None:
        self.what = posted.get("what", CHOSEN) if posted is not None else CHOSEN
        self.codes = frozenset(posted.getlist("code") if posted is not None else chosen)
        self.shared = posted is not None and "shared" in posted
        self.name, changed = typed_text(posted.get("name", "") if posted is not None else "")
        self.error = ""
        if posted is not None:
            if not self.name or changed:
                self.error = _("Give the block a name, such as Satisfaction with service.")
            elif len(self.name) > LONGEST_NAME:
                self.error = _("This is longer than %(most)s characters: shorten it.", most=LONGEST_NAME)

    @property
    def wanted(self) -> frozenset[str] | None:
        """The codes of the questions; None for the whole questionnaire."""
        return None if self.what == WHOLE else self.codes
