"""The form of the register of needs: three fields for every feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.forms.question_fields import typed_text
from survey_app.services.need_notes import LONGEST_EVIDENCE, LONGEST_SOURCE, NOTHING, Note
from survey_app.stats.need_register import Awareness

AWARENESS = {Awareness.UNKNOWN: _l("not known"), Awareness.STATED: _l("stated"), Awareness.LATENT: _l("latent")}


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One feature of the form: its code, its words, and what was typed."""

    code: str
    words: str
    awareness: str
    source: str
    evidence: str


class NeedForm:
    """A row for each feature; `errors` are pairs of the field's id and what is wrong, `notes` what was asked for."""

    def __init__(
        self,
        features: Sequence[tuple[str, str]],
        kept: Mapping[str, Note],
        posted: Mapping[str, str] | None = None,
    ) -> None:
        self.errors: list[tuple[str, str]] = []
        self.posted = posted
        self.rows = [self._row(code, words, kept.get(code, NOTHING)) for code, words in features]
        self.notes: dict[str, Note] | None = None
        if posted is not None and not self.errors:
            self.notes = {row.code: Note(Awareness(row.awareness), row.source, row.evidence) for row in self.rows}

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields that need mending."""
        return frozenset(place for place, _words in self.errors)

    def _row(self, code: str, words: str, note: Note) -> NeedRow:
        if self.posted is None:
            return NeedRow(code, words, note.awareness.value, note.source, note.evidence)
        chosen = self.posted.get(f"awareness-{code}", "")
        if chosen not in set(Awareness):
            self.errors.append((f"awareness-{code}", _("%(label)s: choose one of the entries.", label=words)))
            chosen = Awareness.UNKNOWN.value
        source = self._text(f"source-{code}", LONGEST_SOURCE)
        return NeedRow(code, words, chosen, source, self._text(f"evidence-{code}", LONGEST_EVIDENCE))

    def _text(self, field: str, most: int) -> str:
        text, changed = typed_text((self.posted or {}).get(field, "")[: 20 * most])
        if changed:
            self.errors.append((field, _("This holds characters that cannot be kept: type it again.")))
        elif len(text) > most:
            self.errors.append((field, _("This is longer than %(most)s characters: shorten it.", most=most)))
        return text
