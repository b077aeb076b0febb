"""Paper forms: every kind of question, rules in words, hostile texts, and the PDF read back by poppler."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from survey_app.interchange.questionnaires import paper
from survey_app.interchange.questionnaires.paper import kinds, pdf
from survey_app.interchange.questionnaires.paper.sheet import Asked, Blanks, Choices, Sheet, Table, Writing
from survey_app.interchange.questionnaires.paper.speaking import Speaking
from survey_app.interchange.questionnaires.paper.words import WORDS
from survey_app.questions.base import VariableKind
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import TYPES, read_questionnaire, type_of
from tests.questions import specimens

HOSTILE = '#panic("x") $x_1$ \\ @ref <label> *b* _i_ "q" ` // /* [a] { } #sys.inputs \u202e\u2066'


def pages_of(tmp_path: Path, content: bytes) -> str:
    """The text of a PDF as poppler reads it."""
    (tmp_path / "form.pdf").write_bytes(content)
    command = ["pdftotext", "-layout", str(tmp_path / "form.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def asked(code: str, kind: str = "short_text", **more: Any) -> dict[str, Any]:
    settings = more.pop("settings", {})
    return {"code": code, "kind": kind, "text": {"en": f"Text of {code}"}, "settings": settings, **more}


def choice(code: str, labels: str, **more: Any) -> dict[str, Any]:
    options = [{"code": place, "label": {"en": label}} for place, label in enumerate(labels.split(), 1)]
    return asked(code, "single", settings={"options": options}, **more)


def of_pages(*pages: dict[str, Any], languages: tuple[str, ...] = ("en",)) -> Questionnaire:
    """A questionnaire of pages; each is given as its questions and rules."""
    written = [{"key": f"p{number}", "title": {}, **page} for number, page in enumerate(pages, 1)]
    return read_questionnaire({"languages": list(languages), "pages": written})


def all_asked(sheet: Sheet) -> list[Asked]:
    return [each for section in sheet.sections for each in section.asked]


def goes(each: Asked) -> dict[str, str]:
    return {line.code: line.go for part in each.parts if isinstance(part, Choices) for line in part.lines if line.go}


def test_every_kind_of_question_has_a_print_form_with_its_codes_and_its_variables() -> None:
    questionnaire = specimens.questionnaire()
    printed = {each.words: each for each in all_asked(paper.sheet(questionnaire, "All"))}
    for question in questionnaire.questions():
        kind = type_of(question)
        if not kind.collects or not kind.is_seen or kind.is_worked_out:
            continue
        found = printed[question.text["en"]]
        names, codes, written = set(), set(), {"REPEAT"}
        for part in found.parts:
            if isinstance(part, Choices):
                names |= {line.name for line in part.lines}
                codes |= {line.code for line in part.lines}
            elif isinstance(part, Table):
                names |= {name for row in part.rows for name in row.names}
                codes |= {code for row in part.rows for code in row.codes}
            elif isinstance(part, Writing):
                names |= {name for row in part.rows for name in row.names}
                codes |= {word.strip("();") for head in part.heads for word in head.split()}
            elif isinstance(part, Blanks):
                names |= {blank.name for blank in part.lines}
                written |= {blank.name for blank in part.lines}
        assert names - {""}, question.code
        for variable in kind.variables(question):
            coded = variable.kind is VariableKind.CLOSED and variable.name not in written
            if coded and question.kind != "hierarchical":
                ticks = {int(code) for code, _words in variable.codes} == {0, 1}
                own = {variable.name.rpartition(".")[2]} if ticks and question.kind != "yes_no" else set()
                assert own & codes or {str(code) for code, _words in variable.codes} <= codes, variable.name
                entered = (variable.name, variable.name.rpartition(".")[0])
                assert any(name in names for name in entered), variable.name
    assert set(kinds._KINDS) <= set(TYPES)


def test_where_an_answer_leads_stands_beside_its_box_and_conditions_before_their_questions() -> None:
    questionnaire = of_pages(
        {"questions": [choice("USE", "Yes No"), choice("WHICH", "A B", show_if="USE = 1"), asked("WHY")]},
        {"questions": [asked("MORE", show_if="WHICH != 2 or WHY = 'x'")], "show_if": "USE = 1"},
        {"questions": [asked("LAST", "information"), choice("OUT", "In Out")], "jumps": [{"rule": "OUT = 2"}]},
        {"questions": [asked("TAIL")], "show_if": "USE = 1 or USE = 2 and not answered(WHY)"},
    )
    found = {each.words.removeprefix("Text of "): each for each in all_asked(paper.sheet(questionnaire, "T"))}
    assert goes(found["USE"]) == {"2": "go to question 3"}
    assert found["WHICH"].note == "Only if question 1 is 1 (“Yes”)."
    assert found["MORE"].note == "Only if question 2 is not 2 (“B”) or question 3 is “x”."
    assert goes(found["OUT"]) == {"2": "go to the end"}
    assert found["OUT"].jumps == ()
    notes = [section.note for section in paper.sheet(questionnaire, "T").sections]
    assert notes[1] == "Only if question 1 is 1 (“Yes”)."
    assert notes[3] == "Only if question 1 is 1 (“Yes”) or (question 1 is 2 (“No”) and question 3 has no answer)."


def test_a_jump_that_depends_on_more_than_the_last_answer_is_printed_at_the_end_of_its_page() -> None:
    questionnaire = of_pages(
        {"questions": [choice("A", "x y"), choice("B", "x y")],
         "jumps": [{"rule": "A = 1 and B = 2", "page": "p3"}, {"rule": "B = 1", "outcome": "none"}]},
        {"questions": [asked("C")]},
        {"questions": [asked("D", "number", settings={}), asked("E")]},
    )  # fmt: skip
    found = all_asked(paper.sheet(questionnaire, "T"))
    assert goes(found[1]) == {}
    assert found[1].jumps == (
        "If question 1 is 1 (“x”) and question 2 is 2 (“y”): go to question 4.",
        "If question 2 is 1 (“x”): go to the end.",
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("A = 1 or A = 2", "question 1 is 1 (“x”) or 2 (“y”)"),
        ("M has 2", "2 (“v”) is ticked in question 2"),
        ("not M has 2", "2 (“v”) is not ticked in question 2"),
        ("M.1 = 1", "1 (“u”) is ticked in question 2"),
        ("count(M) >= 2", "the number of answers to question 2 is 2 or more"),
        ("3 < N", "question 3 is above 3"),
        ("not (A = 1 and N < 3)", "not (question 1 is 1 (“x”) and question 3 is below 3)"),
        ("missing(N)", "question 3 has no answer"),
        ("power(N, 2) < 9", "the rule power(N, 2) < 9 is met"),
        ("A = ", "the rule A =  is met"),
        ("HIDE = 3", "the rule HIDE = 3 is met"),
    ],
)
def test_a_rule_is_said_in_words_or_shown_as_it_is_written(rule: str, words: str) -> None:
    several = {"options": [{"code": 1, "label": {"en": "u"}}, {"code": 2, "label": {"en": "v"}}]}
    questions = [
        choice("A", "x y"),
        asked("M", "multiple", settings=several),
        asked("N", "number"),
        asked("HIDE", "hidden"),
    ]
    speaking = Speaking(of_pages({"questions": questions}), "en", {"A": 1, "M": 2, "N": 3})
    assert speaking.rule(rule) == words
    assert (rule in speaking.unsaid) is ("rule" in words)


def test_an_earlier_answer_in_a_text_is_named_by_its_question() -> None:
    text = {"en": "Why {USE}? {= 1 + 1}", "es": "¿Por qué {USE}?"}
    questionnaire = of_pages({"questions": [choice("USE", "Yes No"), asked("WHY", text=text)]}, languages=("en", "es"))
    words = [all_asked(paper.sheet(questionnaire, "T", language))[1].words for language in ("en", "es")]
    assert words[0] == "Why [your answer to question 1]? [a value worked out from your answers]"
    assert words[1] == "¿Por qué [su respuesta a la pregunta 1]?"


def test_rows_and_answers_say_what_they_depend_on_and_a_list_without_end_is_a_line() -> None:
    rows = [{"code": "a", "label": {"en": "Price"}, "show_if": "USE = 1"}, {"code": "b", "label": {"en": "Colour"}}]
    towns = [{"code": code, "label": {"en": f"Town {code}"}} for code in range(100, 450)]
    many = [{"code": 1, "label": {"en": "North"}, "options": towns[:180]},
            {"code": 2, "label": {"en": "South"}, "options": towns[180:]}]  # fmt: skip
    several = [{"code": 1, "label": {"en": "Bag"}, "show_if": "USE = 2"}, {"code": 2, "label": {"en": "Box"}}]
    questions = [
        choice("USE", "Yes No"),
        asked("KANO", "kano", settings={"items": rows}),
        asked("TXT", "texts", settings={"items": rows}),
        asked("MANY", "hierarchical", settings={"options": many}),
        asked("SOME", "multiple", settings={"options": several}),
    ]
    questionnaire = of_pages({"questions": questions})
    kano, texts, places, some = all_asked(paper.sheet(questionnaire, "T"))[1:]
    only = "(only if question 1 is 1 (“Yes”))"
    assert [row.words.endswith(only) for row in kano.parts[0].rows] == [True, True, False, False]
    assert [blank.words for blank in texts.parts[0].lines] == [f"Price {only}", "Colour"]
    assert some.parts[0].lines[0].words == "Bag (only if question 1 is 2 (“No”))"
    assert isinstance(places.parts[0], Blanks)
    assert [loss.subject for loss in paper.write(questionnaire, "T").losses] == ["MANY"]


def test_the_words_of_the_form_exist_in_every_language_with_the_same_places() -> None:
    for key, text in WORDS.items():
        assert set(text) == {"en", "es", "zh"}, key
        assert {frozenset(part.split("}")[0] for part in words.split("{")[1:]) for words in text.values()} == {
            frozenset(part.split("}")[0] for part in text["en"].split("{")[1:])
        }, key


def test_the_printed_form_of_every_specimen_is_read_back(tmp_path: Path) -> None:
    questionnaire = specimens.questionnaire()
    for language, page, word in (("en", "Page 1 of", "One answer."), ("zh_Hans_CN", "页，共", "单选")):
        written = paper.print_form(questionnaire, "Customer survey", language=language, case="K-0815")
        found = pages_of(tmp_path, written.content)
        assert page in found
        assert word in found
        assert found.count("K-0815") == found.count("\f")
        assert "For the office" in found or language != "en"
        flat = "".join(found.split())
        for question in questionnaire.questions():
            if type_of(question).is_seen and not type_of(question).is_worked_out:
                assert "".join(question.text["en"].split()) in flat, question.code
    assert (
        paper.write(questionnaire, "Customer survey").content == paper.write(questionnaire, "Customer survey").content
    )


def test_hostile_texts_are_printed_as_they_are_and_never_read_as_commands(tmp_path: Path) -> None:
    grid = {
        "items": [{"code": "r", "label": {"en": HOSTILE}}],
        "scale": {"first": 1, "last": 5, "low": {"en": HOSTILE}},
    }
    questions = [asked("A", text={"en": HOSTILE}, hint={"en": "x" * 9_000}), asked("B", "grid", settings=grid)]
    questionnaire = of_pages({"questions": questions, "title": {"en": HOSTILE}})
    found = pages_of(tmp_path, paper.write(questionnaire, HOSTILE + "\x00\ud800").content)
    flat = "".join(found.split())
    assert flat.count('#panic("x")$x_1$\\@ref<label>*b*_i_"q"`///*[a]{}#sys.inputs') >= 4
    assert flat.replace("\u200b", "").count("x" * 60) > 0


def test_the_headings_of_a_long_table_stand_on_every_page_it_takes(tmp_path: Path) -> None:
    rows = [{"code": f"r{place}", "label": {"en": f"Row number {place}"}} for place in range(60)]
    settings = {"items": rows, "scale": specimens.SATISFIED}
    found = pages_of(
        tmp_path, paper.write(of_pages({"questions": [asked("A", "grid", settings=settings)]}), "T").content
    )
    pages = [page for page in found.split("\f") if "Row number" in page]
    assert len(pages) > 1
    assert all("Neither" in page for page in pages)


def test_a_form_from_right_to_left_is_printed_with_foreign_words_set_apart(tmp_path: Path) -> None:
    questionnaire = of_pages({"questions": [asked("A", text={"ar": "ما مدى رضاك؟"})]}, languages=("ar", "en"))
    written = paper.write(questionnaire, "عنوان")
    assert "Page 1 of 1" in pages_of(tmp_path, written.content)
    assert [loss.words for loss in written.losses] == ["The form’s own words are printed in English."]


def test_what_no_paper_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    questionnaire = of_pages({"questions": [asked("A"), asked("B")]})
    monkeypatch.setattr(pdf, "MOST_PLACES", 1)
    with pytest.raises(pdf.TooLong):
        paper.write(questionnaire, "T")
    with pytest.raises(Exception, match="no language"):
        paper.print_form(questionnaire, "T", language="fr")


def test_the_two_sides_of_a_thing_stay_on_one_page_under_the_head_of_the_table(tmp_path: Path) -> None:
    settings = {
        "items": [{"code": f"i{place}", "label": {"en": f"Thing {place}"}} for place in range(1, 31)],
        "scale": {"first": 1, "last": 7, "low": {"en": "lowest of all"}, "high": {"en": "very much"}},
    }
    for kind, sides in (("battery", ("Expected before", "Experienced")), ("kano", ("If you have", "If you do not"))):
        form = of_pages({"questions": [asked("ONE"), asked("SIDES", kind, settings=settings)]})
        pages = pages_of(tmp_path, pdf.draw(paper.sheet(form, "Form"))).split("\f")
        found = [tuple(page.count(side) for side in sides) for page in pages if sides[0] in page]
        assert len(found) > 1
        assert sum(first for first, _second in found) == 30
        assert all(first == second for first, second in found)
        if kind == "battery":
            assert all("lowest of all" in page for page in pages if sides[0] in page)
