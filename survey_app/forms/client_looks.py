"""The form of a client's look: colours, font, foot, logo, and which parts stand where."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FileField

from survey_app.exports.client_look import FONTS, KIND, LONGEST_FOOTER, SECTIONS, SHEETS, VERSION, ClientLook
from survey_app.exports.satisfaction_workbook import SHEETS as SHEET_NAMES
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Text, Tick

_SECTION_NAMES: Mapping[str, str] = {
    **SHEET_NAMES,
    "kpi": _("Key figures"),
    "gap": _("Experience against expectation"),
    "crosstabs": _("Groups compared"),
    "sources": _("How is this computed?"),
}
_LEFT_OUT = "-"


class LookForm(Form):
    """A look; each part has a menu with its place, or is left out."""

    main = Text(_("Main colour: headings, bars, heads of tables"), most=20)
    light = Text(_("Light colour: what is compared"), most=20)
    warning = Text(_("Colour of what falls short"), most=20)
    font = Choice(_("Font"), choices=[(name, name) for name in FONTS])
    footer = Text(_("Foot of every page"), most=LONGEST_FOOTER)
    logo = FileField(_("Logo, PNG or JPEG, at most 150 kB"))
    drop_logo = Tick(_("Leave the logo out"))

    def __init__(self, look: ClientLook) -> None:
        super().__init__(
            data={
                **{name: f"#{getattr(look, name)}" for name in ("main", "light", "warning")},
                "font": look.font or FONTS[0],
                "footer": look.footer,
                **_places("sheet", SHEETS, look.sheets),
                **_places("section", SECTIONS, look.sections),
            }
        )
        for kind, parts in (("sheet", SHEETS), ("section", SECTIONS)):
            for field in self.places(kind):
                field.choices = [
                    (_LEFT_OUT, gettext("left out")),
                    *((str(n), str(n)) for n in range(1, len(parts) + 1)),
                ]

    def places(self, kind: str) -> list[Choice]:
        """The menus of the sheets or of the sections."""
        return [self[f"{kind}_{part}"] for part in (SHEETS if kind == "sheet" else SECTIONS)]

    def described(self, logo: str) -> dict[str, Any]:
        """What was chosen, as a look is kept; `logo` is the one that is there."""
        return {
            "kind": KIND,
            "version": VERSION,
            "colours": {name: self[name].data or "" for name in ("main", "light", "warning")},
            "font": self.font.text,
            "sheets": self._ordered("sheet", SHEETS),
            "sections": self._ordered("section", SECTIONS),
            "footer": self.footer.data or "",
            "logo": "" if self.drop_logo.on else logo,
        }

    def _ordered(self, kind: str, parts: Sequence[str]) -> list[str]:
        chosen = [(self[f"{kind}_{part}"].text, place, part) for place, part in enumerate(parts)]
        return [part for number, _place, part in sorted((int(n), p, x) for n, p, x in chosen if n != _LEFT_OUT)]


def _places(kind: str, parts: Sequence[str], chosen: Sequence[str]) -> dict[str, str]:
    return {f"{kind}_{part}": str(chosen.index(part) + 1) if part in chosen else _LEFT_OUT for part in parts}


for _part in SHEETS:
    setattr(LookForm, f"sheet_{_part}", Choice(_(SHEET_NAMES[_part])))
for _part in SECTIONS:
    setattr(LookForm, f"section_{_part}", Choice(_(_SECTION_NAMES[_part])))


class LookFileForm(Form):
    """A look as a file."""

    file = FileField(_("File with a look, .json"))
