"""Seven LimeSurvey surveys: every type, rules of both kinds, half a translation, dirt, what is only counted."""

from typing import Any

from tests.limesurvey_builder import parts, question, survey, words

_YES_NO_MAYBE = parts("A1", "A2", "A3")
_FIVE = [
    {"code": str(n), "text": words(text, text), "scale": 0}
    for n, text in enumerate(("very poor", "poor", "fair", "good", "very good"), start=1)
]

EVERY_TYPE = survey(
    [
        question("five", "5", mandatory="Y"),
        question("arr5", "A", subquestions=parts("SQ001", "SQ002")),
        question("arr10", "B", subquestions=parts("SQ001", "SQ002")),
        question("arrynu", "C", subquestions=parts("SQ001")),
        question("arrisd", "E", subquestions=parts("SQ001")),
        question("arrflex", "F", subquestions=parts("SQ001", "SQ002"), answers=_FIVE),
        question("arrcol", "H", subquestions=parts("SQ001", "SQ002"), answers=_YES_NO_MAYBE),
        question("arrnum", ":", subquestions=[*parts("Y1", "Y2"), *parts("X1", "X2", scale=1)]),
        question(
            "arrbox",
            ":",
            subquestions=[*parts("Y1", "Y2"), *parts("X1", "X2", scale=1)],
            attributes={"multiflexible_checkbox": "1"},
        ),
        question("arrtext", ";", subquestions=[*parts("Y1"), *parts("X1", "X2", scale=1)]),
        question(
            "dual",
            "1",
            subquestions=parts("SQ001", "SQ002"),
            answers=[*parts("A1", "A2", "A3"), *parts("B1", "B2", "B3", scale=1)],
            attributes={"dualscale_headerA": words("Before", "Antes"), "dualscale_headerB": words("After", "Después")},
        ),
        question(
            "listr", "L", answers=_YES_NO_MAYBE, other=True, attributes={"other_replace_text": words("Another", "Otro")}
        ),
        question("listd", "!", answers=_YES_NO_MAYBE),
        question("listb", "L", answers=_YES_NO_MAYBE, attributes={"question_template": "bootstrap_buttons"}),
        question("listc", "O", answers=_YES_NO_MAYBE),
        question("gender", "G"),
        question("yesno", "Y"),
        question("langs", "I"),
    ],
    [
        question(
            "multi",
            "M",
            subquestions=parts("SQ001", "SQ002", "SQ003"),
            other=True,
            attributes={"exclude_all_others": "SQ003", "min_answers": "1", "max_answers": "2"},
        ),
        question("multic", "P", subquestions=parts("SQ001", "SQ002")),
        question("short", "S"),
        question("long", "T"),
        question("huge", "U"),
        question("several", "Q", subquestions=parts("SQ001", "SQ002")),
        question(
            "number",
            "N",
            attributes={
                "min_num_value_n": "0",
                "max_num_value_n": "120",
                "num_value_int_only": "1",
                "suffix": words("years", "años"),
            },
        ),
        question("numbers", "K", subquestions=parts("SQ001", "SQ002")),
        question("total", "K", subquestions=parts("SQ001", "SQ002"), attributes={"equals_num_value": "100"}),
        question(
            "slide",
            "K",
            subquestions=parts("SQ001"),
            attributes={"slider_layout": "1", "slider_min": "0", "slider_max": "10"},
        ),
        question("day", "D", attributes={"date_format": "dd.mm.yyyy", "date_min": "2020-01-01"}),
        question("clock", "D", attributes={"date_format": "HH:MM"}),
        question("order", "R", answers=parts("A1", "A2", "A3")),
        question("upload", "|"),
        question("note", "X"),
        question("sum", "*", {"en": "{sum(number.NAOK, 1)}"}),
    ],
)

RULES = survey(
    [
        question("Q1", "L", answers=parts("A1", "A2", "A3")),
        question("Q2", "M", subquestions=parts("1", "2", "3")),
        question("Q3", "N", relevance="Q1.NAOK == 'A2'"),
        question("Q4", "Y", relevance="{Q1.NAOK != 'A1' and (Q2_1 == 'Y' || Q2_3.NAOK == \"Y\")}"),
        question(
            "Q5",
            "F",
            subquestions=parts("1", "2", "3", **{"2": "Q1.NAOK == 'A3'"}),
            answers=_FIVE,
            attributes={"array_filter": "Q2"},
        ),
        question(
            "Q6", "F", subquestions=parts("1", "2", "3"), answers=_FIVE, attributes={"array_filter_exclude": "Q2"}
        ),
        question("Q7", "S", preg="/^[A-Z]{2}[0-9]+$/", attributes={"hidden": "1"}),
        question(
            "Q8",
            "N",
            attributes={
                "em_validation_q": "self.NAOK > 3 and self.NAOK < 9",
                "em_validation_q_tip": words("From 4 to 8", "De 4 a 8"),
            },
        ),
        question("Q9", "T", relevance="count(that.Q2.NAOK) > 1 and !is_empty(Q3.NAOK)"),
        question("Q10", "T", relevance="rand(1, 6) == 3"),
        question("Q11", "T", relevance="TOKEN:FIRSTNAME == 'Ada'"),
        question("Q12", "T", relevance="Q99.NAOK == 1"),
        question("Q13", "T", relevance="Q5_1.NAOK >= 4 and Q3 * 2 < 10"),
    ],
)
RULES["groups"].append(
    {"title": words("Last", "Última"), "relevance": "Q1.NAOK == 'A1'", "questions": [question("END", "X")]}
)

CONDITIONS = survey(
    [
        question("Q1", "L", answers=parts("A1", "A2", "A3")),
        question("Q2", "M", subquestions=parts("SQ1", "SQ2")),
        question("Q3", "N"),
        question("Q4", "S"),
        question("C1", "T", conditions=[("Q1", "", "==", "A1"), ("Q1", "", "==", "A2"), ("Q3", "", ">", "5")]),
        question("C2", "T", conditions=[("Q2", "+SQ1", "==", "Y")]),
        question("C3", "T", conditions=[("Q2", "", "==", "SQ2")]),
        question("C4", "T", conditions=[("Q1", "", "==", "A1", 1), ("Q3", "", "<", "3", 2)]),
        question("C5", "T", conditions=[("Q4", "", "RX", "/^a/")]),
        question("C6", "T", conditions=[("Q1", "", "a<b", "A1")]),
        question("C7", "T", conditions=[("Q1", "", "==", "A3")], relevance="Q1.NAOK == 'A3'"),
        question("C8", "T", conditions=[("Q1", "", "==", "A3")], relevance="Q1.NAOK == 'A1'"),
        question("C9", "T", conditions=[("Q3", "", "==", "@100001X7X43@")]),
    ],
)

HALF_TRANSLATED = survey(
    [
        question(
            "WHERE",
            "L",
            words("<p>Where do you <b>live</b>?</p>", "¿Dónde vive?", **{"zh-Hans": "您住在哪里？"}),
            help=words("One answer &amp; no more"),
            answers=[
                {"code": "1", "text": words("Town", "Ciudad", ar="مدينة"), "scale": 0},
                {"code": "2", "text": words("Land"), "scale": 0},
            ],
        ),
        question("WHY", "T", {"en": "Why?\n\nTell us <img src='map.png' alt='the map'>.", "ar": "لماذا؟"}),
        question("THANKS", "X", {"en": "Thank you, {WHERE.shown}!", "es": ""}),
    ],
    languages=("en", "es", "zh-Hans", "ar", "de-informal"),
)

DIRT = survey(
    [
        question(
            "  STRAY ",
            "L",
            answers=[
                {"code": " 1", "text": words("  One  "), "scale": 0},
                {"code": "2 ", "text": words(""), "scale": 0},
            ],
            mandatory="S",
        ),
        question("ODD", "9"),
        question("SECRET", "S", encrypted="Y"),
        question("BARE", "L"),
        question("ROWLESS", "F", answers=_FIVE),
        question("TWO", "F", subquestions=parts("SQ001", "SQ002"), answers=parts("A1", "A2")),
        question(
            "MANY",
            "F",
            subquestions=parts("SQ001"),
            answers=[{"code": str(n), "text": words(str(n)), "scale": 0} for n in range(1, 15)],
        ),
        question(
            "ATTR",
            "S",
            attributes={
                "no_such_thing": "5",
                "random_order": "1",
                "hide_tip": "0",
                "maximum_chars": " ",
                "time_limit": "30",
                "cssclass": "wide",
            },
        ),
        question("ranked-list", "R", answers=parts("A1", "A2")),
        question("averyverylongcodeofaquestion", "N", attributes={"min_num_value_n": "{Q1}", "max_num_value_n": "9"}),
        question("averyverylongcodeofaquestion2", "N"),
        question("ROWS", "F", subquestions=[*parts("a-b", "a_b", "AB")], answers=_FIVE),
    ],
)

COUNTED = survey(
    [question("Q1", "L", answers=_YES_NO_MAYBE, default="A1"), question("Q2", "Y")],
    quotas=["Women", "Men"],
    assessments=["Sum"],
    welcome=words("<p>Welcome!</p>", "¡Bienvenidos!"),
)
COUNTED["groups"][0] |= {"description": words("About you", "Sobre usted"), "shuffled": "one"}

SATISFACTION = survey(
    [
        question(
            "INDUSTRY",
            "L",
            words("Which industry?", "¿Qué sector?"),
            mandatory="Y",
            other=True,
            answers=[
                {"code": str(n), "text": words(t, t), "scale": 0}
                for n, t in enumerate(("Chemistry", "Food", "Steel"), 1)
            ],
        ),
        question("OVERALL", "5", words("How satisfied?", "¿Qué tan satisfecho?")),
        question(
            "SERVICE",
            "F",
            words("Our service", "Nuestro servicio"),
            subquestions=[{"code": c, "text": words(c, c), "scale": 0} for c in ("price", "speed")],
            answers=[
                {"code": str(n), "text": words("poor" if n == 1 else "good" if n == 7 else str(n)), "scale": 0}
                for n in range(1, 8)
            ],
        ),
        question("WHY", "T", words("Why?", "¿Por qué?"), relevance="OVERALL.NAOK <= 2 && !is_empty(OVERALL.NAOK)"),
    ],
)

MOVED = survey(
    [
        question("SEX", "G", attributes={"random_group": "a"}),
        question("TOWN", "L", answers=parts("A1", "A2", "A3"), attributes={"random_order": "1", "random_group": "a"}),
        question("LIKE", "M", subquestions=parts("SQ001", "SQ002"), attributes={"subquestion_order": "random"}),
        question(
            "SORT",
            "L",
            answers=[{"code": code, "text": words(code), "scale": 0} for code in ("Pear", "Apple")],
            attributes={"alphasort": "1"},
        ),
    ],
    [question("END", "X")],
    quotas=[
        {
            "name": "Women in A1", "limit": 50, "members": [("SEX", "F"), ("TOWN", "A1")],
            "message": words("Full", "Lleno"),
        },
        {
            "name": "Likes", "limit": 5, "members": [("LIKE", "SQ001")], "autoload": 1,
            "url": "https://example.org/full", "message": words("Go on"),
        },
        {"name": "Nobody", "limit": 5},
    ],
)  # fmt: skip
for _group in MOVED["groups"]:
    _group["shuffled"] = "pages"

CORNERS = survey(
    [
        question("OLD", "5", attributes={"slider_rating": "1"}),
        question("TWICE", "T", {"en": "{OLD.shown + OLD.shown}"}, relevance="OLD.shown>2"),
        question(
            "DUAL",
            "1",
            subquestions=parts("SQ001"),
            answers=[*parts("A1", "A2"), *parts("B1", "B2", "B3", scale=1)],
            attributes={"dualscale_headerA": words("Now", "Ahora")},
        ),
        question("OWN", "L", other=True),
        question("LONG", "F", subquestions=parts("a"), answers=parts(*(f"A{number}" for number in range(1, 14)))),
        question("SAY", "*", {"en": "Total: {OLD*2} points"}, attributes={"hidden": "1"}),
        question("LAST", "D", attributes={"date_format": "dd/mm/yyyy", "date_max": "today"}),
        question("BROWSER", "S", attributes={"question_template": "browserdetect"}),
        question("BRIEF", "S", attributes={"maximum_chars": "10"}),
        question("TOP", "R", answers=parts("a", "b", "c"), attributes={"max_subquestions": "2"}),
    ],
)

SURVEYS: dict[str, dict[str, Any]] = {
    "every_type": EVERY_TYPE,
    "rules": RULES,
    "half_translated": HALF_TRANSLATED,
    "dirt": DIRT,
    "counted": COUNTED,
    "satisfaction": SATISFACTION,
    "moved": MOVED,
    "corners": CORNERS,
}
"""The surveys that all three formats can hold."""
