"""LimeSurvey's files: three formats and both generations give one questionnaire, and nothing is lost silently."""

from typing import Any

import pytest

from survey_app.interchange.questionnaires import formats
from survey_app.interchange.questionnaires.limesurvey.apart import SIMPLER, take_apart
from survey_app.interchange.questionnaires.limesurvey.converting import Tools
from survey_app.interchange.questionnaires.limesurvey.reading import READERS
from survey_app.interchange.questionnaires.limesurvey.tsv_reading import read_tsv
from survey_app.interchange.questionnaires.losses import Imported, Notes, Outcome
from survey_app.questions.registry import TYPES, read_question, read_questionnaire
from tests.limesurvey_builder import archive, newer, older, parts, question, responses, survey, tabbed, words
from tests.limesurvey_surveys import CONDITIONS, DIRT, EVERY_TYPE, HALF_TRANSLATED, SURVEYS


def read(content: bytes, name: str = "survey.lss") -> Imported:
    return formats.read(name, content)


def asked(imported: Imported) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for page in imported.document["pages"] for each in page["questions"]}


def told(imported: Imported, outcome: Outcome) -> set[tuple[str, str]]:
    return {(loss.place, loss.subject) for loss in imported.losses if loss.outcome is outcome}


@pytest.mark.parametrize("name", SURVEYS)
def test_both_generations_and_the_text_give_the_same_questionnaire_and_report(name: str) -> None:
    source = SURVEYS[name]
    first, second, third = read(older(source)), read(newer(source)), read(tabbed(source), "survey.txt")
    assert first.document == second.document == third.document
    assert first.losses == second.losses == third.losses
    assert first.counts == second.counts == third.counts
    assert [each.format for each in (first, second, third)] == ["lss", "lss", "lstxt"]
    assert read_questionnaire(first.document).languages == first.languages


@pytest.mark.parametrize("version", ["177", "258", "350"])
def test_older_conditions_become_rules_whatever_the_generation(version: str) -> None:
    first, second = read(older(CONDITIONS, version)), read(newer(CONDITIONS))
    assert first.document == second.document
    rules = {code: part.get("show_if", "") for code, part in asked(first).items()}
    assert rules["C1"] == "(Q1 = 1 or Q1 = 2) and Q3 > 5"
    assert (rules["C2"], rules["C3"], rules["C4"]) == ("Q2 has 1", "Q2 has 2", "Q1 = 1 or Q3 < 3")
    assert (rules["C6"], rules["C7"], rules["C8"], rules["C9"]) == ("", "Q1 = 3", "Q1 = 3", "")
    assert {("question C6", "conditions"), ("question C8", "relevance"), ("question C9", "conditions")} <= told(
        first, Outcome.DROPPED
    )


def test_every_type_of_limesurvey_becomes_a_question_or_stands_in_the_report() -> None:
    imported = read(newer(EVERY_TYPE))
    kinds = {code: part["kind"] for code, part in asked(imported).items()}
    wanted = {
        "FIVE": "rating", "ARR5": "grid", "ARR10": "grid", "ARRYNU": "grid", "ARRISD": "grid", "ARRFLEX": "grid",
        "ARRCOL": "grid", "ARRNUM": "grid_number", "ARRBOX": "grid_multiple", "ARRTEXT": "grid_text",
        "DUAL": "dual_scale", "LISTR": "single", "LISTD": "single", "LISTC": "single", "GENDER": "single",
        "YESNO": "yes_no", "MULTI": "multiple", "MULTIC": "multiple", "SHORT": "short_text", "LONG": "long_text",
        "HUGE": "long_text", "SEVERAL": "texts", "NUMBER": "number", "NUMBERS": "grid_number", "TOTAL": "constant_sum",
        "SLIDE": "slider", "DAY": "date", "CLOCK": "time", "ORDER": "ranking", "UPLOAD": "file_upload",
        "NOTE": "information", "SUM": "calculated",
    }  # fmt: skip
    for code, kind in wanted.items():
        if kind in TYPES:
            assert kinds[code] == kind
        else:
            assert {kinds[each] for each in kinds if each.startswith(code)} == {SIMPLER[kind]}
    dropped = told(imported, Outcome.DROPPED)
    assert {("question langs", "type I")} <= dropped


@pytest.mark.parametrize(
    ("code", "kinds", "names"),
    [
        ("arrnum", ["number"] * 4, {"arrnum_Y1_X2": "ARRNUM_Y1_X2"}),
        ("arrbox", ["multiple"] * 2, {"arrbox_Y2_X1": "ARRBOX_Y2"}),
        ("arrtext", ["short_text"] * 2, {"arrtext_Y1_X1": "ARRTEXT_Y1_X1"}),
        ("several", ["short_text"] * 2, {"several_SQ002": "SEVERAL_SQ002"}),
        ("numbers", ["number"] * 2, {"numbers_SQ001": "NUMBERS_SQ001"}),
        ("dual", ["grid"] * 2, {"dual_SQ001_0": "DUAL.SQ001", "dual_SQ002_1": "DUAL_2.SQ002"}),
    ],
)
def test_a_table_that_is_taken_apart_keeps_its_cells_and_their_names(
    code: str, kinds: list[str], names: dict[str, str]
) -> None:
    tools = Tools({"en": "en", "es": "es"}, Notes())
    lime = next(each for each in read_tsv(tabbed(EVERY_TYPE), "a.txt").questions() if each.code == code)
    found = READERS[lime.type](lime, tools)
    take_apart(lime, found, tools)
    assert [read_question(part).kind for part in found.parts] == kinds
    assert {name: found.names[name].reference for name in names} == names
    assert all(part["text"]["es"].startswith(f"Pregunta {code} – ") for part in found.parts)
    assert [loss.outcome for loss in tools.notes.losses][-1] is Outcome.CHANGED


def test_settings_of_the_types_are_carried_over() -> None:
    found = {code: part["settings"] for code, part in asked(read(newer(EVERY_TYPE))).items()}
    assert found["MULTI"]["options"][2]["exclusive"] is True
    assert (found["MULTI"]["min"], found["MULTI"]["max"], found["MULTI"]["other"]["code"]) == (1, 2, 97)
    assert found["LISTR"]["other"]["label"] == {"en": "Another", "es": "Otro"}
    assert found["LISTB"]["look"] == "buttons"
    assert (found["LISTD"]["look"], found["LISTC"]["comment"], found["MULTIC"]["comment"]) == ("dropdown", True, True)
    assert found["NUMBER"] == {"unit": {"en": "years", "es": "años"}, "min": 0.0, "max": 120.0, "decimals": 0}
    assert found["ARRFLEX"]["scale"]["labels"][0] == {"en": "very poor", "es": "very poor"}
    assert found["TOTAL"]["total"] == 100
    assert found["DAY"]["earliest"] == "2020-01-01"
    assert asked(read(newer(EVERY_TYPE)))["FIVE"]["required"] is True


def test_rules_are_translated_and_those_that_cannot_be_are_kept_in_the_report() -> None:
    imported = read(newer(SURVEYS["rules"]))
    found = asked(imported)
    assert found["Q4"]["show_if"] == "(missing(Q1) or Q1 != 1) and (Q2 has 1 or Q2 has 3)"
    assert [row.get("show_if") for row in found["Q5"]["settings"]["items"]] == [
        "Q2 has 1",
        "Q1 = 3 and Q2 has 2",
        "Q2 has 3",
    ]
    assert found["Q6"]["settings"]["items"][0]["show_if"] == "missing(Q2) or not Q2 has 1"
    assert found["Q7"]["show_if"] == "false"
    assert found["Q8"]["checks"] == [
        {"rule": ". > 3 and . < 9", "message": {"en": "From 4 to 8", "es": "De 4 a 8"}, "soft": False}
    ]
    assert imported.document["pages"][1]["show_if"] == "Q1 = 1"
    kept = {loss.place: loss.original for loss in imported.losses if loss.subject == "relevance"}
    assert kept["question Q10"] == "rand(1, 6) == 3"
    assert kept["question Q12"] == "Q99.NAOK == 1"
    assert imported.counts.conditions == 9


def test_half_translated_texts_keep_the_languages_they_have_and_lose_their_markup() -> None:
    imported = read(older(HALF_TRANSLATED))
    assert imported.languages == ("en", "es", "zh_Hans_CN", "ar", "de_informal")
    where = asked(imported)["WHERE"]
    assert where["text"] == {"en": "Where do you live?", "es": "¿Dónde vive?", "zh_Hans_CN": "您住在哪里？"}
    assert where["hint"] == {"en": "One answer & no more"}
    assert where["settings"]["options"][0]["label"]["ar"] == "مدينة"
    assert asked(imported)["WHY"]["text"]["en"] == "Why?\n\nTell us the map ."


def test_answers_in_texts_and_equations_are_translated_and_what_cannot_be_stays_and_is_told() -> None:
    texts = {
        "en": "<p>Hello {Q1.shown}, {if(N.NAOK > 3, 'many', 'few')} of {M_1.shown}; "
        "{ not this } {Q1.question} {rand(1,2)}</p>"
    }
    source = survey(
        [
            question("Q1", "L", answers=parts("A1", "A2")),
            question("N", "N"),
            question("M", "M", subquestions=parts("1")),
            question("NOTE", "X", texts),
            question("EQ", "*", attributes={"equation": "{sum(N.NAOK, 2) * 3}", "hidden": "1"}),
            question("EW", "*", attributes={"equation": "{if(Q1 == 'A1', 'first', 'second')}"}),
            question("EX", "*", attributes={"equation": "{rand(1, 6)}"}),
        ]
    )
    imported = read(newer(source))
    found = asked(imported)
    rule = '{= if(N > 3, "many", "few")}'
    assert (
        found["NOTE"]["text"]["en"] == f"Hello {{Q1}}, {rule} of {{M.1}}; {{ not this }} {{Q1.question}} {{rand(1,2)}}"
    )
    assert found["EQ"]["settings"] == {"expression": "coalesce(sum(N, 2), 0) * 3", "decimals": 2}
    assert found["EW"]["settings"]["words"] is True
    assert ("question EX", "equation") in told(imported, Outcome.DROPPED)
    assert {loss.original for loss in imported.losses if loss.place == "question NOTE"} >= {
        "{Q1.question}",
        "{rand(1,2)}",
    }
    assert "show_if" not in found["EQ"]


def test_words_at_the_ends_of_sliders_and_pairs_find_their_place() -> None:
    source = survey(
        [
            question(
                "S",
                "K",
                subquestions=[{"code": "a", "text": words("cold|warm", "frío|cálido"), "scale": 0}],
                attributes={"slider_layout": "1"},
            ),
            question(
                "D",
                "F",
                subquestions=[{"code": "a", "text": words("slow|fast"), "scale": 0}],
                answers=[{"code": str(n), "text": words(str(n)), "scale": 0} for n in range(1, 8)],
            ),
        ]
    )
    found = asked(read(older(source)))
    assert found["S"]["settings"]["high"] == {"en": "warm", "es": "cálido"}
    assert found["D"]["settings"] == {"items": [{"code": "a", "label": {"en": "slow|fast"}}], "points": 7}


@pytest.mark.parametrize(
    "relevance",
    [
        " or ".join(["Q1 == 'A1'"] * 300),
        "Q1 == 'A1' and " * 200 + "Q1 == 'A2'",
        "Q1 == 'A1",
        "N == '" + "x" * 3_000 + "'",
    ],
)
def test_a_rule_too_long_for_us_is_kept_in_the_report(relevance: str) -> None:
    source = survey(
        [question("Q1", "L", answers=parts("A1", "A2")), question("N", "S"), question("Q2", "T", relevance=relevance)]
    )
    imported = read(newer(source))
    lost = [loss for loss in imported.losses if loss.subject == "relevance"]
    assert "show_if" not in asked(imported)["Q2"]
    assert lost[0].words
    assert lost[0].original[:50] == relevance[:50]


def test_dirt_does_not_stop_a_file_and_every_bit_of_it_is_told() -> None:
    imported = read(newer(DIRT))
    found = asked(imported)
    assert found["STRAY"]["settings"]["options"] == [{"code": 1, "label": {"en": "One"}}, {"code": 2, "label": {}}]
    assert {found[code]["kind"] for code in ("ODD", "BARE", "ROWLESS")} == {"information"}
    assert (found["TWO_SQ001"]["kind"], found["MANY_SQ001"]["kind"]) == ("single", "single")
    codes = [each["code"] for each in found["ROWS"]["settings"]["items"]]
    assert len({code.casefold() for code in codes}) == 3
    dropped = told(imported, Outcome.DROPPED)
    assert {("question ATTR", name) for name in ("no_such_thing", "random_order", "time_limit", "cssclass")} <= dropped
    assert not {("question ATTR", name) for name in ("hide_tip", "maximum_chars")} & dropped
    assert ("question SECRET", "encrypted") in dropped
    assert ("question STRAY", "mandatory = S") in told(imported, Outcome.CHANGED)
    assert ("question averyverylongcodeofaquestion", "min_num_value_n") in dropped


def test_quotas_assessments_and_words_of_the_survey_are_counted_and_told() -> None:
    imported = read(older(SURVEYS["counted"]))
    assert imported.counts.quotas == 2
    dropped = told(imported, Outcome.DROPPED)
    assert {("quota", "Women"), ("quota", "Men"), ("assessments", "1"), ("survey", "surveyls_welcometext")} <= dropped
    assert {("question Q1", "defaultvalues"), ("groups", "randomization_group")} <= dropped
    assert asked(imported)["INTRO1"]["text"] == {"en": "About you", "es": "Sobre usted"}


def test_random_orders_and_quotas_come_over() -> None:
    imported = read(newer(SURVEYS["moved"]))
    found = asked(imported)
    assert [found[code].get("order") for code in ("SEX", "TOWN", "LIKE", "SORT")] == [None, "random", "random", None]
    assert [found[code].get("anchored", False) for code in ("SEX", "TOWN", "LIKE")] == [False, False, True]
    labels = [option["label"]["en"] for option in found["SORT"]["settings"]["options"]]
    assert labels == ["Apple", "Pear"]
    pages = imported.document["pages"]
    assert [(page.get("order"), page.get("block")) for page in pages] == [("random", "p1"), (None, "p2")]
    assert imported.document["blocks"] == [{"name": "p1", "moves": True}, {"name": "p2", "moves": True}]
    first, second = imported.cells
    assert (first.name, first.rule, first.most, first.action) == ("Women in A1", "SEX = 1 and TOWN = 1", 50, "end")
    assert first.text == {"en": "Full", "es": "Lleno"}
    assert (second.rule, second.action, second.address) == ("LIKE has 1", "redirect", "https://example.org/full")
    assert (imported.counts.quotas, imported.taken.quotas) == (3, 2)
    assert ("quota", "Nobody") in told(imported, Outcome.DROPPED)


def test_corners_of_the_types_keep_their_meaning() -> None:
    imported = read(newer(SURVEYS["corners"]))
    found = asked(imported)
    assert found["TWICE"]["text"]["en"] == "{= OLD + OLD}"
    assert found["DUAL_SQ001"]["text"] == {
        "en": "Question DUAL – Part SQ001 – Now", "es": "Pregunta DUAL – Parte SQ001 – Ahora"
    }  # fmt: skip
    sizes = {code: len(part["settings"].get("options", ())) for code, part in found.items()}
    assert (sizes["DUAL_SQ001"], sizes["DUAL_SQ001_2"], sizes["LONG_A"]) == (2, 3, 13)
    assert (found["OWN"]["kind"], found["TOP"]["settings"]["places"]) == ("short_text", 2)
    assert found["SAY"]["settings"]["expression"] == 'join("Total: ", OLD * 2, " points")'
    assert [found[code]["checks"][0]["rule"] for code in ("LAST", "BRIEF")] == [". <= today()", "length(.) <= 10"]
    assert "BROWSER" not in found
    assert ("question BROWSER", "browserdetect") in told(imported, Outcome.DROPPED)


def test_parts_and_settings_of_the_file_that_are_not_read_are_told() -> None:
    more = b"<plugin_settings><rows><row><key>a</key></row></rows></plugin_settings></document>"
    content = newer(SURVEYS["satisfaction"]).replace(b"</document>", more)
    content = content.replace(b"<script/>", b"<script><![CDATA[alert(1)]]></script>", 1)
    content = content.replace(b"<format><![CDATA[G]]>", b"<anonymized><![CDATA[Y]]></anonymized><format><![CDATA[G]]>")
    dropped = told(read(content), Outcome.DROPPED)
    assert {("file", "plugin_settings"), ("surveys", "settings"), ("question INDUSTRY", "script")} <= dropped


def test_questions_named_by_their_numbers_are_found() -> None:
    source = survey(
        [
            question("Q1", "L", answers=parts("A1", "A2")),
            question("Q2", "M", subquestions=parts("SQX1", "7")),
            question("Q3", "T", {"en": "Why {INSERTANS:100001X7X41}?"}, relevance='((100001X7X41.NAOK == "A2"))'),
            question("Q4", "T", relevance='100001X7X42SQX1.NAOK == "Y" and 100001X7X427.NAOK == "Y"'),
            question("Q5", "T", conditions=[("Q2", "+SQX1", "==", "Y")]),
            question("Q6", "T", relevance="100001X7X99.NAOK == 1"),
        ]
    )
    for content in (older(source), newer(source)):
        found = asked(read(content))
        assert found["Q3"]["show_if"] == "Q1 = 2"
        assert found["Q3"]["text"]["en"] == "Why {Q1}?"
        assert found["Q4"]["show_if"] == "Q2 has 1 and Q2 has 7"
        assert found["Q5"]["show_if"] == "Q2 has 1"
        assert "show_if" not in found["Q6"]


def test_a_setting_that_cannot_be_used_costs_the_setting_and_not_the_question() -> None:
    source = survey(
        [
            question("P", "S", preg="/^(?=a)b$/"),
            question("D", "D", attributes={"date_min": "2026-02-31"}),
            question("S", "K", subquestions=parts("a"), attributes={"slider_layout": "1", "slider_accuracy": "7"}),
        ]
    )
    imported = read(newer(source))
    assert {code: part["kind"] for code, part in asked(imported).items()} == {
        "P": "pattern",
        "D": "date",
        "S": "slider",
    }
    told_settings = {loss.subject: loss.original for loss in imported.losses if loss.outcome is Outcome.DROPPED}
    assert told_settings["pattern"] == "(?=a)b"
    assert told_settings["earliest"] == "2026-02-31"
    assert told_settings["step"] == "7.0"


def test_an_archive_gives_its_questionnaire_and_counts_answers_and_people() -> None:
    source = SURVEYS["satisfaction"]
    content = archive(
        survey_1__lss=newer(source),
        survey_1_responses__lsr=responses(7),
        survey_1_tokens__lst=responses(3, "tokens"),
    )
    imported = read(content, "survey.lsa")
    assert imported.format == "lsa"
    assert imported.document == read(newer(source)).document
    assert ("responses", "7") in told(imported, Outcome.CHANGED)
    assert ("participants", "3") in told(imported, Outcome.DROPPED)


@pytest.mark.parametrize(
    "changed",
    [
        b"\xef\xbb\xbf" + newer(SURVEYS["rules"]),
        b"\r\n  " + newer(SURVEYS["rules"]).replace(b"\n", b"\r\n"),
        newer(SURVEYS["rules"]).replace(b"<title><![CDATA[Q1]]>", b"<title><![CDATA[ Q1\t]]>"),
        newer(SURVEYS["rules"]).replace(b"Question Q1]]>", b"Question\x0b Q1]]>"),
        newer(SURVEYS["rules"]).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
        newer(SURVEYS["rules"]).replace(b">Survey<", b">Group<"),
        newer(SURVEYS["rules"]).replace(b"</document>", b"<plugin_settings><rows/></plugin_settings></document>"),
    ],
    ids=["mark", "line ends", "blanks", "control character", "utf-16", "group file", "unknown section"],
)
def test_marks_blanks_and_line_ends_change_nothing(changed: bytes) -> None:
    assert read(changed).document == read(newer(SURVEYS["rules"])).document


def test_a_text_with_blank_columns_and_other_line_ends_changes_nothing() -> None:
    plain = read(tabbed(SURVEYS["satisfaction"]), "a.txt").document
    assert read(tabbed(SURVEYS["satisfaction"], blank_columns=1_200), "a.txt").document == plain
    assert read(tabbed(SURVEYS["satisfaction"], line_end="\r\n"), "a.txt").document == plain
