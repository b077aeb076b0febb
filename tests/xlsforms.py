"""XLSForm workbooks made from rows, as people write them."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

Cells = Sequence[Sequence[object]]


def workbook(survey: Cells, choices: Cells = (), settings: Cells = (), **sheets: Cells) -> bytes:
    """A workbook with the sheets of a form; each sheet is its header and its rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in {"survey": survey, "choices": choices, "settings": settings, **sheets}.items():
        if rows:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


HOUSEHOLD = workbook(
    [
        [
            "type",
            "name",
            "label::English (en)",
            "label::Español (es)",
            "hint::English (en)",
            "required",
            "relevant",
            "constraint",
            "constraint_message::English (en)",
            "appearance",
            "choice_filter",
            "calculation",
            "default",
        ],
        ["start", "start", "", "", "", "", "", "", "", "", "", "", ""],
        ["begin group", "about", "About you", "Sobre usted", "", "", "", "", "", "field-list"],
        ["text", "full_name", "What is your name?", "¿Cómo se llama?", "As on your card", "yes"],
        [
            "integer",
            "age",
            "How old are you, ${full_name}?",
            "¿Cuántos años tiene?",
            "",
            "yes",
            "",
            ". >= 0 and . <= 120",
        ],
        ["select_one yesno", "works", "Do you work?", "¿Trabaja?", "", "true()", "${age} >= 18"],
        ["select_multiple langs or_other", "langs", "Languages?", "¿Idiomas?", "", "", "", "count-selected(.) <= 3"],
        ["end group"],
        ["calculate", "double", "", "", "", "", "", "", "", "", "", "${age} * 2"],
        ["begin_group", "place", "Where", "Dónde", "", "", "${works} = 'yes' and not(selected(${langs}, 'es'))"],
        ["select_one region", "region", "Region?", "¿Región?"],
        ["select_one town", "town", "Town?", "¿Pueblo?", "", "", "", "", "", "", "region = ${region}"],
        ["decimal", "income", "Income?", "", "", "", "${double} > 40", ". < 1000000", "Too much"],
        ["date", "born", "Born?", "", "", "", "", ". <= today()", "In the past, please"],
        ["geopoint", "spot", "Where are you?"],
        ["end_group"],
        ["note", "bye", "<b>Thank you</b>", "Gracias", "", "", "${nothing} = 1"],
    ],
    [
        ["list_name", "name", "label::English (en)", "label::Español (es)", "region"],
        ["yesno", "yes", "Yes", "Sí"],
        ["yesno", "no", "No", "No"],
        ["langs", "en", "English", "Inglés"],
        ["langs", "es", "Spanish", "Español"],
        ["region", 1, "North", "Norte"],
        ["region", 2, "South", "Sur"],
        ["town", "a", "A", "A", "1"],
        ["town", "b", "B", "B", "2"],
    ],
    [["form_title", "form_id", "default_language"], ["Household", "hh", "English (en)"]],
)
"""Groups, two languages, conditions, filters, a calculated value, a place on a map."""

SATISFACTION = workbook(
    [
        ["type", "name", "label", "appearance", "required", "parameters"],
        ["begin group", "service", "How satisfied are you?", "table-list"],
        ["select_one sat", "price", "The price", "", "yes"],
        ["select_one sat", "speed", "The speed", "", "yes"],
        ["end group"],
        ["begin group", "second", "Second", "field-list"],
        ["select_one agree", "head", "Do you agree?", "label"],
        ["select_one agree", "s1", "It is clear", "list-nolabel"],
        ["select_one agree", "s2", "It is short", "list-nolabel"],
        ["end group"],
        ["range", "stars", "Stars", "", "", "start=1 end=5 step=1"],
        ["range", "effort", "Effort", "", "", "start=0 end=100 step=5"],
        ["rank sat", "order", "Put in order"],
        ["acknowledge", "ok", "I have read it"],
        ["time", "when", "When?"],
        ["dateTime", "visit", "Visit?"],
        ["text", "story", "Tell us", "multiline"],
    ],
    [
        ["list_name", "name", "label"],
        *[["sat", number, words] for number, words in enumerate(["Bad", "Middling", "Good"], 1)],
        *[["agree", name, name.title()] for name in ("no", "partly", "yes")],
    ],
)
"""Both ways to write a table of ratings, scales, an order, days and times."""
