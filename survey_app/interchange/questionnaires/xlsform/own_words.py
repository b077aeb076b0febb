"""Own words beside a choice: a text row below it that is asked only of those who chose its last answer."""

from collections.abc import Iterator, Sequence

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.xlsform.form import Form
from survey_app.interchange.questionnaires.xlsform.lists import Choices
from survey_app.interchange.questionnaires.xlsform.walking import Entry

_CHOICES = frozenset({"select_one", "select_multiple"})


def folded(form: Form, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries without those that are own words of the choice above them and say nothing beside it."""
    above: Entry | None = None
    for entry in entries:
        if above is not None and _is_own_words(form, above, entry):
            form.owns[above.row.number] = entry.row
            form.notes.kept(
                entry.row.place, entry.row.get("name"), N_("These own words belong to the answer they explain.")
            )
        else:
            yield entry
        above = entry if entry.type.kind in _CHOICES and not entry.type.other else None


def _is_own_words(form: Form, choice: Entry, entry: Entry) -> bool:
    listed = form.lists.get(choice.type.list_name)
    if listed is None or entry.type.kind != "text" or entry.row.get("name") != f"{choice.row.get('name')}_other":
        return False
    last = listed.rows[-1]
    plain = {"constraint", "calculation", "default", "readonly"}.isdisjoint(entry.row.cells)
    rules = (f"selected(${{{choice.row.get('name')}}},'{last.get('name')}')", _equal(choice, listed))
    rule = entry.row.get("relevant").replace(" ", "").replace('"', "'")
    return plain and rule in rules and entry.row.text("label") == last.text("label") and not entry.row.text("hint")


def _equal(choice: Entry, listed: Choices) -> str:
    return f"${{{choice.row.get('name')}}}='{listed.rows[-1].get('name')}'"
