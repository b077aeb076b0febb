"""DDI-Codebook 2.5: every variable with the question behind it, its codes, its limits and who was asked.

Source: Data Documentation Initiative, DDI Codebook 2.5 (2012). Elements stand in the order its schema asks for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.ddi_counts import Counted, add_frequency, add_summary
from survey_app.interchange.questionnaires.losses import Notes, Written
from survey_app.interchange.questionnaires.seen import Seen
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import Page, Question, Questionnaire, Text, say
from survey_app.questions.reading import UNSTORABLE, straight
from survey_app.questions.registry import type_of
from survey_app.questions.words import MISSING
from survey_app.release import release
from survey_app.vocabulary import MISSING_CODES, Missing

CODE = "ddi"
NAMESPACE = "ddi:codebook:2_5"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DOMAINS = {VariableKind.CLOSED: "category", VariableKind.NUMBER: "numeric", VariableKind.TEXT: "text"}
_GROUPED = frozenset({"multiple", "grid_multiple"})


def recognises(_seen: Seen) -> bool:
    """Codebooks are written, not read."""
    return False


def write(
    questionnaire: Questionnaire,
    title: str,
    counts: Mapping[str, Counted] | None = None,
    beside: Sequence[Variable] = (),
) -> Written:
    """The codebook of a questionnaire, with what was counted; what a codebook does not hold is told.

    `beside` are the columns of the data that no question asks for, such as the order in which things were seen.
    """
    notes = Notes()
    register_namespace("", NAMESPACE)
    root = Element(_tag("codeBook"), {"version": "2.5", _LANG: _language(questionnaire.language)})
    _about(root, title, questionnaire)
    data = SubElement(root, _tag("dataDscr"))
    asked = _data(data, questionnaire, notes, counts or {})
    for number, variable in enumerate(beside, asked + 1):
        _beside(data, variable, f"V{number}")
    indent(root)
    content = tostring(root, encoding="utf-8", xml_declaration=True)
    return Written(content + b"\n", notes.losses)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _language(code: str) -> str:
    """A language as XML names it.

    >>> _language("zh_Hans_CN")
    'zh-Hans-CN'
    """
    return code.replace("_", "-")


def _add(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    found = SubElement(parent, _tag(tag), attributes)
    if text:
        found.text = UNSTORABLE.sub("", straight(text))
    return found


def _add_text(parent: Element, tag: str, text: Text, /, **attributes: str) -> None:
    """One element for each language the words are written in."""
    for language, words in text.items():
        if words:
            _add(parent, tag, words, **attributes).set(_LANG, _language(language))


def _about(root: Element, title: str, questionnaire: Questionnaire) -> None:
    """The description of the document, and that of the study as far as a questionnaire knows it."""
    words = title.strip() or "Questionnaire"
    document = _add(_add(root, "docDscr"), "citation")
    _add(_add(document, "titlStmt"), "titl", words)
    _add(_add(document, "prodStmt"), "software", "Rondo", version=release())
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    _add(_add(citation, "titlStmt"), "titl", words)
    collected = _add(_add(_add(study, "method"), "dataColl"), "collMode", "Questionnaire")
    collected.set(_LANG, "en")
    languages = ", ".join(_language(code) for code in questionnaire.languages)
    _add(study, "notes", f"Languages of the questionnaire: {languages}")


def _beside(parent: Element, variable: Variable, name: str) -> None:
    """A column that no question asks for: its name, what it holds, its form."""
    is_number = variable.kind is VariableKind.NUMBER
    found = _add(parent, "var", ID=name, name=variable.name, intrvl="contin" if is_number else "discrete")
    _add_text(found, "labl", variable.label)
    for code, label in variable.codes:
        category = _add(found, "catgry")
        _add(category, "catValu", str(code))
        _add_text(category, "labl", label)
    kind = "character" if variable.kind is VariableKind.TEXT else "numeric"
    _add(found, "varFormat", type=kind, schema="other")


def _data(parent: Element, questionnaire: Questionnaire, notes: Notes, counts: Mapping[str, Counted]) -> int:
    """Groups of variables first, then all variables, as the schema wants it; how many variables there are."""
    asked = list(_asked(questionnaire, notes))
    number = 0
    groups, variables = [], []
    for page, question, before in asked:
        own = type_of(question).variables(question)
        names = [f"V{number + place}" for place in range(1, len(own) + 1)]
        number += len(own)
        if len(own) > 1:
            groups.append((question, names))
        for place, (variable, name) in enumerate(zip(own, names, strict=True)):
            variables.append((page, question, variable, name, before if place == 0 else {}))
    for question, names in groups:
        kind = (
            "multipleResp" if question.kind in _GROUPED else "grid" if hasattr(question.settings, "items") else "other"
        )
        group = _add(parent, "varGrp", ID=f"G_{question.code}", name=question.code, type=kind, var=" ".join(names))
        if kind == "other":
            group.set("otherType", "question")
        _add_text(group, "labl", question.text)
    for page, question, variable, name, before in variables:
        found = _variable(parent, page, question, variable, name, before)
        _counted(found, question, variable, counts.get(variable.name), questionnaire.language)
    _tell(questionnaire, notes)
    return number


def _asked(questionnaire: Questionnaire, notes: Notes) -> Iterator[tuple[Page, Question, Text]]:
    """Every question that has variables, with the words that are said before it."""
    before: Text = {}
    for page in questionnaire.pages:
        for question in page.questions:
            if question.is_identity:
                notes.dropped(
                    question.code,
                    question.kind,
                    N_("Identity is kept apart from the answers and is no part of their codebook."),
                )
            elif type_of(question).variables(question):
                yield page, question, before
                before = {}
            elif question.kind == "information":
                before = {code: f"{before.get(code, '')}\n\n{words}".strip() for code, words in question.text.items()}
    if before:
        notes.dropped("", "information", N_("Words after the last question have no place."), original=say(before, "en"))


def _variable(  # noqa: PLR0917 - all that a variable is described by
    parent: Element, page: Page, question: Question, variable: Variable, name: str, before: Text
) -> Element:
    """One variable up to who was asked, its parts in the order of the schema."""
    whole = VariableKind.NUMBER if variable.kind is VariableKind.NUMBER else None
    found = _add(parent, "var", ID=name, name=variable.name, intrvl="contin" if whole else "discrete")
    decimals = getattr(question.settings, "decimals", None)
    if whole and isinstance(decimals, int):
        found.set("dcml", str(decimals))
    _add_text(found, "labl", variable.label or question.text)
    _question(found, question, variable, name, before)
    _range(found, question, variable)
    _invalid(found)
    for rule in dict.fromkeys(filter(None, (page.show_if, question.show_if, _row_rule(question, variable)))):
        universe = _add(found, "universe", f"Asked where: {rule}", clusion="I")
        universe.set(_LANG, "en")
    return found


def _counted(found: Element, question: Question, variable: Variable, counted: Counted | None, language: str) -> None:
    """The rest of a variable: its figures, its codes with how often each was given, its form and its checks."""
    add_summary(found, NAMESPACE, counted)
    for code, label in variable.codes:
        category = _add(found, "catgry")
        _add(category, "catValu", str(code))
        _add_text(category, "labl", label)
        add_frequency(category, NAMESPACE, counted, code)
    for reason in Missing:
        category = _add(found, "catgry", missing="Y", missType=reason.value)
        _add(category, "catValu", str(MISSING_CODES[reason]))
        _add_text(category, "labl", _spoken(MISSING[reason], question, language))
        add_frequency(category, NAMESPACE, counted, MISSING_CODES[reason])
    kind = "character" if variable.kind is VariableKind.TEXT else "numeric"
    _add(found, "varFormat", type=kind, schema="other")
    for check in question.checks:
        _add(found, "notes", check.rule, type="check", subject="warning" if check.soft else "required")


def _spoken(text: Text, question: Question, language: str) -> Text:
    """A word of our own in the languages the question is written in."""
    wanted = [code for code in text if code in question.text]
    return {code: text[code] for code in wanted} or {language: say(text, language)}


def _question(parent: Element, question: Question, variable: Variable, name: str, before: Text) -> None:
    domain = "multiple" if question.kind in _GROUPED else _DOMAINS[variable.kind]
    if question.kind in {"date", "time"}:
        domain = "datetime"
    asked = _add(parent, "qstn", ID=f"Q_{name}", responseDomainType=domain)
    _add_text(asked, "preQTxt", before)
    _add_text(asked, "qstnLit", question.text)
    if variable.label and dict(variable.label) != dict(question.text):
        _add_text(asked, "postQTxt", variable.label)
    _add_text(asked, "ivuInstr", question.hint)


def _range(parent: Element, question: Question, variable: Variable) -> None:
    """The least and the largest value: of the codes, or of the number."""
    codes = [code for code, _label in variable.codes]
    settings = question.settings
    least, most = getattr(settings, "least", None), getattr(settings, "most", None)
    if codes:
        limits: dict[str, str] = {"min": str(min(codes)), "max": str(max(codes)), "UNITS": "INT"}
    elif variable.kind is VariableKind.NUMBER and (least is not None or most is not None):
        given = {"min": least, "max": most}
        limits = {key: f"{value:.15g}" for key, value in given.items() if isinstance(value, int | float)}
        limits["UNITS"] = "REAL"
    else:
        return
    _add(_add(parent, "valrng"), "range", **limits)


def _invalid(parent: Element) -> None:
    """The codes that say why an answer is missing."""
    found = _add(parent, "invalrng")
    for reason in Missing:
        _add(found, "item", VALUE=str(MISSING_CODES[reason]), UNITS="INT")


def _row_rule(question: Question, variable: Variable) -> str:
    """The condition of the row or of the answer a variable belongs to."""
    tails = variable.name.split(".")[1:]
    rows: Sequence[Any] = (*getattr(question.settings, "items", ()), *getattr(question.settings, "options", ()))
    found: Mapping[str, str] = {str(row.code): getattr(row, "show_if", "") for row in rows}
    return found.get(tails[0], "") if tails else ""


def _tell(questionnaire: Questionnaire, notes: Notes) -> None:
    """What no codebook holds."""
    for page in questionnaire.pages:
        for jump in page.jumps:
            notes.dropped(
                page.key,
                "jumps",
                N_("A codebook does not say where pages lead."),
                original=f"{jump.rule} → {jump.page or jump.outcome}",
            )
        for question in page.questions:
            if question.required:
                notes.dropped(question.code, "required", N_("A codebook does not say which answers are required."))
