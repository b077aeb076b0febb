"""Reading one row of the logic table: what was typed stays, and what cannot be taken is said at its row."""

from collections.abc import Mapping

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from survey_app.forms.question_fields import LIMITS
from survey_app.forms.rule_fields import END, read_line, read_rule
from survey_app.questions.definition import Questionnaire
from survey_app.questions.logic_check import CHECK, JUMP, VALUE
from survey_app.services.ruling import Place, Wording


class RuleForm:
    """A rule as it was typed, where it stands, and what is wrong with it."""

    def __init__(self, posted: MultiDict[str, str], place: Place, targets: Mapping[str, str], language: str) -> None:
        self.place = place
        self.errors: dict[str, str] = {}
        self.rule = read_rule(posted, "rule", "", self.errors)
        self.target = posted.get("target", "")[:60]
        self.outcome = read_line(posted, "outcome", LIMITS["title"], self.errors)
        self.message = read_line(posted, "message", LIMITS["row"], self.errors)
        self.soft = "soft" in posted
        self.gone = posted.get("do") == "drop"
        self.language = language
        self._look(targets)

    def _look(self, targets: Mapping[str, str]) -> None:
        if self.gone:
            self.errors.clear()
        elif self.place.kind == JUMP and self.target != END and self.target not in targets:
            self.errors["target"] = _("Choose a later page, or the end.")
        elif self.place.kind == VALUE and not self.rule:
            self.errors.setdefault("rule", _("Write what is calculated, such as Q1 + Q2."))
        elif self.place.kind == CHECK and self.message and not self.rule:
            self.errors.setdefault("rule", _("Write the rule that this message belongs to."))

    @property
    def error(self) -> str:
        """The first thing that is wrong."""
        return next(iter(self.errors.values()), "")

    @property
    def wording(self) -> Wording:
        """What is to be stored."""
        end = self.target == END
        return Wording(
            "" if self.gone else self.rule,
            self.message,
            self.language,
            self.soft,
            "" if end else self.target,
            self.outcome if end else "",
            self.gone,
        )


class NewRule:
    """The place of a rule that is not there yet: a question by its code, or a page by its number."""

    def __init__(self, posted: MultiDict[str, str], questionnaire: Questionnaire) -> None:
        self.kind = posted.get("kind", "")
        self.where = posted.get("where", "").strip()[:40]
        self.error = ""
        self.place = self._place(questionnaire)

    def _place(self, questionnaire: Questionnaire) -> Place | None:
        question = questionnaire.find(self.where.upper())
        number = int(self.where) if self.where.isascii() and self.where.isdigit() else 0
        page = questionnaire.pages[number - 1] if 0 < number <= len(questionnaire.pages) else None
        if self.kind == CHECK and question:
            return Place(CHECK, question.code, number=len(question.checks) + 1)
        if self.kind == JUMP and page:
            return Place(JUMP, page=page.key, number=len(page.jumps) + 1)
        if self.kind == "show_if" and question:
            return Place("show_if", question.code)
        if self.kind == "show_if" and page:
            return Place("show_if", page=page.key)
        self.error = (
            _("Enter the number of a page, such as 2.")
            if self.kind == JUMP
            else _("Enter the code of a question, such as Q7.")
            if self.kind == CHECK
            else _("Enter the code of a question, such as Q7, or the number of a page.")
        )
        return None
