"""The DDI codebook: its structure by the rules of DDI-Codebook 2.5, and what it says about every variable."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from survey_app.interchange.questionnaires import ddi, formats
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire, type_of, variables_of
from survey_app.vocabulary import MISSING_CODES
from tests.questions import specimens

NS = "{ddi:codebook:2_5}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

INSIDE: Mapping[str, tuple[str, ...]] = {
    "codeBook": ("docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"),
    "docDscr": ("citation", "guide", "docStatus", "docSrc", "controlledVocabUsed", "notes"),
    "stdyDscr": (
        "citation",
        "studyAuthorization",
        "stdyInfo",
        "studyDevelopment",
        "method",
        "dataAccs",
        "othrStdyMat",
        "notes",
    ),
    "citation": ("titlStmt", "rspStmt", "prodStmt", "distStmt", "serStmt", "verStmt", "biblCit", "holdings", "notes"),
    "titlStmt": ("titl", "subTitl", "altTitl", "parTitl", "IDNo"),
    "prodStmt": ("producer", "copyright", "prodDate", "prodPlac", "software", "fundAg", "grantNo"),
    "method": ("dataColl", "notes", "anlyInfo", "stdyClas", "dataProcessing", "codingInstructions"),
    "dataColl": (
        "timeMeth",
        "dataCollector",
        "collectorTraining",
        "frequenc",
        "sampProc",
        "sampleFrame",
        "targetSampleSize",
        "deviat",
        "collMode",
        "resInstru",
        "instrumentDevelopment",
        "sources",
        "collSitu",
    ),
    "dataDscr": ("varGrp", "nCubeGrp", "var", "nCube", "notes"),
    "varGrp": ("labl", "txt", "concept", "defntn", "universe", "notes"),
    "var": (
        "location",
        "labl",
        "imputation",
        "security",
        "embargo",
        "respUnit",
        "anlysUnit",
        "qstn",
        "valrng",
        "invalrng",
        "undocCod",
        "universe",
        "TotlResp",
        "sumStat",
        "txt",
        "stdCatgry",
        "catgryGrp",
        "catgry",
        "codInstr",
        "verStatus",
        "concept",
        "derivation",
        "varFormat",
        "geoMap",
        "catLevel",
        "notes",
    ),
    "qstn": ("preQTxt", "qstnLit", "postQTxt", "forward", "backward", "ivuInstr"),
    "valrng": ("item", "range", "key", "notes"),
    "invalrng": ("item", "range", "key", "notes"),
    "catgry": ("catValu", "labl", "txt", "catStat", "mrow"),
}
"""What may stand inside of what, in this order (qstn takes any order)."""
ATTRIBUTES: Mapping[str, set[str]] = {
    "codeBook": {"version", LANG},
    "software": {"version"},
    "collMode": {LANG},
    "labl": {LANG},
    "varGrp": {"ID", "name", "type", "var", "otherType"},
    "var": {"ID", "name", "intrvl", "dcml"},
    "qstn": {"ID", "responseDomainType"},
    "qstnLit": {LANG},
    "preQTxt": {LANG},
    "postQTxt": {LANG},
    "ivuInstr": {LANG},
    "range": {"min", "max", "UNITS"},
    "item": {"VALUE", "UNITS"},
    "universe": {"clusion", LANG},
    "catgry": {"missing", "missType"},
    "varFormat": {"type", "schema"},
    "notes": {"type", "subject"},
}
VALUES: Mapping[tuple[str, str], set[str]] = {
    ("varGrp", "type"): {"multipleResp", "grid", "other", "section"},
    ("var", "intrvl"): {"contin", "discrete"},
    ("qstn", "responseDomainType"): {"text", "numeric", "code", "category", "datetime", "geographic", "multiple"},
    ("range", "UNITS"): {"INT", "REAL"},
    ("item", "UNITS"): {"INT", "REAL"},
    ("universe", "clusion"): {"I", "E"},
    ("catgry", "missing"): {"Y", "N"},
    ("varFormat", "type"): {"numeric", "character"},
}

ONCE: Mapping[str, set[str]] = {
    "docDscr": {"citation", "guide", "docStatus"},
    "citation": {"titlStmt", "rspStmt", "prodStmt", "distStmt"},
    "titlStmt": {"titl"},
    "var": {"respUnit", "anlysUnit", "TotlResp", "verStatus", "derivation", "varFormat"},
    "catgry": {"catValu", "mrow"},
    "valrng": {"key"},
    "invalrng": {"key"},
}
"""What stands at most once inside of what; everything else may be repeated."""
NEEDED: Mapping[str, set[str]] = {
    "codeBook": {"stdyDscr"},
    "stdyDscr": {"citation"},
    "citation": {"titlStmt"},
    "titlStmt": {"titl"},
    "valrng": {"item", "range"},
    "invalrng": {"item", "range"},
}
"""Of these at least one stands inside."""


def tree(whole: Questionnaire, title: str = "Customers & friends") -> Element:
    return fromstring(ddi.write(whole, title).content)  # noqa: S314 - our own file


def ruled(**changes: Any) -> Questionnaire:
    item = {"code": "a", "label": {"en": "A"}, "show_if": "Q = 2"}
    asked = [
        {"code": "SAY", "kind": "information", "text": {"en": "Now about you"}},
        {
            "code": "Q",
            "kind": "single",
            "text": {"en": "Q?", "es": "¿Q?"},
            "hint": {"en": "One"},
            "settings": {
                "options": [{"code": 1, "label": {"en": "One", "es": "Uno"}}, {"code": 2, "label": {"en": "Two"}}]
            },
        },
        {
            "code": "N",
            "kind": "number",
            "text": {"en": "N?"},
            "show_if": "Q = 1",
            "settings": {"min": 1, "max": 9.5, "decimals": 1},
            "checks": [{"rule": ". != 5", "message": {"en": "Not five"}, "soft": True}],
        },
        {
            "code": "G",
            "kind": "grid",
            "text": {"en": "G?"},
            "settings": {"items": [item, {"code": "b", "label": {"en": "B"}}], "scale": {}},
        },
        {"code": "ID", "kind": "short_text", "purpose": "identity", "text": {"en": "Who are you?"}},
    ]
    pages = [
        {"key": "one", "title": {}, "questions": asked, "jumps": [{"rule": "Q = 1", "page": "", "outcome": "early"}]},
        {
            "key": "two",
            "title": {},
            "show_if": "Q = 2",
            "questions": [{"code": "T", "kind": "long_text", "text": {"en": "T?"}}],
        },
    ]
    return read_questionnaire({"languages": ["en", "es"], "pages": pages, **changes})


def find(root: Element, name: str) -> Element:
    return next(each for each in root.iter(f"{NS}var") if each.get("name") == name)


@pytest.mark.parametrize("whole", [ruled(), specimens.questionnaire()], ids=["ruled", "specimens"])
def test_every_element_stands_where_the_standard_wants_it(whole: Questionnaire) -> None:
    for each in tree(whole).iter():
        name = each.tag.removeprefix(NS)
        inner = [child.tag.removeprefix(NS) for child in each]
        allowed = INSIDE.get(name, ())
        assert set(inner) <= set(allowed), name
        if name != "qstn":
            assert inner == sorted(inner, key=allowed.index), name
        assert set(each.keys()) <= ATTRIBUTES.get(name, set()), name
        repeated = {child for child in inner if inner.count(child) > 1}
        assert not repeated & ONCE.get(name, set()), name
        assert name not in NEEDED or NEEDED[name] & set(inner), name
        assert name != "var" or each.get("name"), "a variable has a name"
        for key, value in each.items():
            assert value in VALUES.get((name, key), {value}), (name, key)


@pytest.mark.parametrize("whole", [ruled(), specimens.questionnaire()], ids=["ruled", "specimens"])
def test_identifiers_are_unique_and_groups_name_their_variables(whole: Questionnaire) -> None:
    root = tree(whole)
    ids = [each.get("ID") for each in root.iter() if each.get("ID")]
    assert len(ids) == len(set(ids))
    assert {name for group in root.iter(f"{NS}varGrp") for name in (group.get("var") or "").split()} <= set(ids)
    names = [each.get("name") for each in root.iter(f"{NS}var")]
    assert names == [variable.name for variable in variables_of(whole)]


def test_a_variable_has_its_question_codes_limits_and_universe() -> None:
    root = tree(ruled())
    choice, number, row, text = (find(root, name) for name in ("Q", "N", "G.a", "T"))
    said = {each.get(LANG): each.text for each in choice.iter(f"{NS}qstnLit")}
    assert said == {"en": "Q?", "es": "¿Q?"}
    assert [each.text for each in choice.iter(f"{NS}preQTxt")] == ["Now about you"]
    assert [each.text for each in choice.iter(f"{NS}ivuInstr")] == ["One"]
    codes = [each.findtext(f"{NS}catValu") for each in choice.iter(f"{NS}catgry") if each.get("missing") is None]
    assert codes == ["1", "2"]
    limits = next(number.iter(f"{NS}range"))
    assert (limits.get("min"), limits.get("max"), number.get("dcml"), number.get("intrvl")) == (
        "1",
        "9.5",
        "1",
        "contin",
    )
    assert [each.text for each in number.iter(f"{NS}universe")] == ["Asked where: Q = 1"]
    assert [each.text for each in row.iter(f"{NS}universe")] == ["Asked where: Q = 2"]
    assert [each.text for each in text.iter(f"{NS}universe")] == ["Asked where: Q = 2"]
    assert [each.text for each in number.iter(f"{NS}notes")] == [". != 5"]


def test_missing_codes_are_those_of_the_data_files() -> None:
    root = tree(ruled())
    for variable in root.iter(f"{NS}var"):
        missing = {
            each.findtext(f"{NS}catValu"): each.get("missType")
            for each in variable.iter(f"{NS}catgry")
            if each.get("missing")
        }
        assert missing == {str(code): reason.value for reason, code in MISSING_CODES.items()}
        assert {each.get("VALUE") for each in variable.iter(f"{NS}item")} == set(missing)


def test_identity_stays_out_and_what_a_codebook_lacks_is_told() -> None:
    whole = ruled()
    assert not [each for each in tree(whole).iter(f"{NS}var") if (each.get("name") or "").startswith("ID")]
    told = {loss.place: loss for loss in ddi.write(whole, "").losses}
    assert told["ID"].outcome.value == "dropped"
    assert told["one"].original == "Q = 1 → early"


def test_multiple_answers_are_one_group_of_ticks() -> None:
    whole = specimens.questionnaire()
    root = tree(whole)
    group = next(each for each in root.iter(f"{NS}varGrp") if each.get("name") == "MULTIPLE")
    question = whole.find("MULTIPLE")
    assert question is not None
    assert group.get("type") == "multipleResp"
    assert len((group.get("var") or "").split()) == len(type_of(question).variables(question))


def test_any_title_makes_a_whole_file() -> None:
    for title in ("", "  ", "<&>'\"", "NUL \x00 and half \ud800", "x" * 100_000):
        assert tree(ruled(), title).tag == f"{NS}codeBook"


def test_codebooks_are_written_through_the_table_of_formats() -> None:
    written = formats.write("ddi", ruled(), "Codebook")
    assert written.content.startswith(b"<?xml")
    assert not formats.FORMATS["ddi"].read
