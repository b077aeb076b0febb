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

_YES_NO = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]

EVERY_TYPE = workbook(
    [
        ["type", "name", "label", "hint", "appearance", "parameters", "calculation", "required", "constraint"],
        ["start", "start"],
        ["deviceid", "device"],
        ["text", "t", "A line", "Short, please"],
        ["text", "long", "A story", "", "multiline"],
        ["integer", "n", "How many?", "", "", "", "", "yes", ". >= 0 and . < 100"],
        ["decimal", "d", "How much?"],
        ["range", "scale", "How good?", "", "", "start=1 end=5 step=1"],
        ["range", "line", "How far?", "", "", "start=0 end=100 step=5"],
        ["select_one yn", "one", "Yes or no?", "", "minimal"],
        ["select_multiple yn or_other", "many", "Which?"],
        ["select_one yn", "rated", "How?", "", "likert"],
        ["rank yn", "order", "In which order?"],
        ["date", "day", "When?"],
        ["date", "month", "Which month?", "", "month-year"],
        ["time", "clock", "At what time?"],
        ["dateTime", "moment", "At which moment?"],
        ["note", "words", "Thank you, ${t}"],
        ["acknowledge", "ok", "I agree"],
        ["barcode", "bar", "Scan it"],
        ["image", "photo", "A picture"],
        ["audio", "sound", "A sound"],
        ["file", "paper", "A file"],
        ["geopoint", "place", "Where?"],
        ["geoshape", "field", "Which field?"],
        ["calculate", "twice", "", "", "", "", "${n} * 2"],
        ["hidden", "secret"],
    ],
    _YES_NO,
    [["form_title", "form_id"], ["Every type", "every_type"]],
)

ROSTER = workbook(
    [
        ["type", "name", "label", "relevant", "repeat_count", "required"],
        ["begin_group", "home", "Your home"],
        ["integer", "people", "How many people?"],
        ["begin_repeat", "person", "Person", "", "3"],
        ["text", "first", "First name", "", "", "yes"],
        ["integer", "age", "Age"],
        ["select_one yn", "works", "Works?"],
        ["end_repeat"],
        ["begin_group", "inner", "More", "${people} > 2"],
        ["begin_repeat", "visit", "Visit"],
        ["date", "day", "Day"],
        ["text", "why", "Why on ${day}?", "${day} != ''"],
        ["end_repeat"],
        ["text", "rest", "Anything else?"],
        ["end_group"],
        ["end_group"],
    ],
    _YES_NO,
)

CASCADE = workbook(
    [
        ["type", "name", "label::English (en)", "label::Français (fr)", "choice_filter", "relevant"],
        ["select_one region", "region", "Region?", "Région ?"],
        ["select_one town", "town", "Town?", "", "region=${region}"],
        ["select_multiple town", "visited", "Visited?", "Visitées ?", "region=${region} or region='south'"],
        ["note", "same", "You live in ${town}", "Vous vivez à ${town}", "", "selected(${visited}, 'rome')"],
    ],
    [
        ["list_name", "name", "label::English (en)", "label::Français (fr)", "region"],
        ["region", "north", "North", "Nord"],
        ["region", "south", "South"],
        ["town", "oslo", "Oslo", "Oslo", "north"],
        ["town", "rome", "Rome", "Rome", "south"],
    ],
    [["form_title", "default_language"], ["Cascade", "English (en)"]],
)

DIRT = workbook(
    [
        [" Type", "name ", " Label ", "RELEVANCE", None, "bind::constraint", "my column", *[None] * 300],
        [None] * 10,
        ["Select One yn ", " q1", " Ready? "],
        ["TEXT", "q2", "Why\u00a0not?", "${q1}='no'", None, "string-length(.) < 40"],
        ["note", "q3", "<b>Bold</b> &amp; plain", "", None, "", "x"],
        ["", "", ""],
        ["begin group", "g", "G"],
        ["integer", "q4", "Figure"],
    ],
    [["List Name", "Name", "Label"], ["yn", "yes", "Yes"], ["yn", "no", "No"], [None], ["yn", "yes", "Yes again"]],
)

FORMS = {
    "household": HOUSEHOLD,
    "satisfaction": SATISFACTION,
    "every type": EVERY_TYPE,
    "roster": ROSTER,
    "cascade": CASCADE,
    "dirt": DIRT,
}
"""Small forms as people write them."""
