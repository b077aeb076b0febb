"""A LimeSurvey questionnaire as a document of ours, with a note about everything that did not come along."""

from collections.abc import Callable, Sequence

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.finishing import finish
from survey_app.interchange.questionnaires.limesurvey import choices, entries, special, tables
from survey_app.interchange.questionnaires.limesurvey.apart import SIMPLER, take_apart
from survey_app.interchange.questionnaires.limesurvey.attributes import note_rest
from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Part, Tools, place_of
from survey_app.interchange.questionnaires.limesurvey.marks import remade
from survey_app.interchange.questionnaires.limesurvey.numbers import name_by_codes
from survey_app.interchange.questionnaires.limesurvey.orders import arrange, moving_pages, shuffle
from survey_app.interchange.questionnaires.limesurvey.piping import Places
from survey_app.interchange.questionnaires.limesurvey.quotas import cells_of
from survey_app.interchange.questionnaires.limesurvey.rules import Rules
from survey_app.interchange.questionnaires.limesurvey.survey import EVERYBODY, Group, LimeQuestion, Survey, marks_of
from survey_app.interchange.questionnaires.limits import FileTooDeep
from survey_app.interchange.questionnaires.losses import Counts, Imported, Notes, QuotaFound
from survey_app.interchange.questionnaires.texts import language_of, plain
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import MAX_LANGUAGES, QUESTION_CODE, TYPES, read_question

READERS: dict[str, Callable[[LimeQuestion, Tools], Converted]] = {
    "5": choices.read_points,
    "G": choices.read_gender,
    "L": choices.read_list,
    "!": choices.read_list,
    "O": choices.read_list,
    "W": choices.read_list,
    "Z": choices.read_list,
    "Y": choices.read_yes_no,
    "M": choices.read_multiple,
    "P": choices.read_multiple,
    "R": choices.read_ranking,
    "A": tables.read_fixed_table,
    "B": tables.read_fixed_table,
    "C": tables.read_fixed_table,
    "E": tables.read_fixed_table,
    "F": tables.read_table,
    "H": tables.read_table,
    "1": special.read_dual_scale,
    ":": special.read_figures,
    ";": special.read_words,
    "N": entries.read_number,
    "K": entries.read_numbers,
    "S": entries.read_short,
    "T": entries.read_long,
    "U": entries.read_long,
    "Q": entries.read_texts,
    "D": entries.read_date,
    "X": entries.read_information,
    "|": special.read_upload,
    "*": special.read_equation,
    "I": special.read_language_switch,
}
"""LimeSurvey's question types by their letters; W and Z are the lists of versions before 1.9."""

Pair = tuple[LimeQuestion, Converted]

MOST_QUESTIONS = 2_000
"""Above this nothing is read at all; what fits into a questionnaire is said at the end of reading."""
UNKNOWN_TYPE = N_("This type of question is unknown; its words are kept as a text.")
STAGES = N_("It belongs to the settings of the stage and not to the questionnaire. Copy it there.")
USUAL = frozenset({"sid", "gsid", "format", "language", "additional_languages"})
"""Settings of a survey that are understood, or numbers without a meaning elsewhere."""
_DEEP = {
    "description": "surveyls_description",
    "welcome": "surveyls_welcometext",
    "end": "surveyls_endtext",
    "policy": "surveyls_policy_notice",
}


def imported(survey: Survey, format_code: str) -> Imported:
    """The questionnaire as a document of ours, with its report."""
    notes = Notes()
    tools, converted = convert(survey, notes)
    pages, cells = _pages(survey, converted, tools)
    blocks = moving_pages(survey.groups, pages, tools)
    _note_survey(survey, tools)
    title = plain(next((words for words in survey.title.values() if words.strip()), ""))[0]
    places = {
        part["code"]: place_of(question) for group in converted for question, found in group for part in found.parts
    }
    languages = list(tools.languages.values())
    counts = _counts(survey)
    return finish(format_code, title, languages, pages, notes, places=places, counts=counts, blocks=blocks, cells=cells)


def convert(survey: Survey, notes: Notes) -> tuple[Tools, list[list[Pair]]]:
    """Every question of a survey with what it becomes, group by group."""
    if sum(1 for _question in survey.questions()) > MOST_QUESTIONS:
        raise FileTooDeep(N_("The file holds far more questions than a questionnaire can."))
    name_by_codes(survey)
    tools = Tools(_languages(survey, notes), notes)
    tools.prefer(_preferred(survey))
    return tools, [[(question, _converted(question, tools)) for question in group.questions] for group in survey.groups]


def _pages(survey: Survey, converted: Sequence[Sequence[Pair]], tools: Tools) -> tuple[list[Part], list[QuotaFound]]:
    """The pages and quotas, with the rules and places in texts that need the names of all questions."""
    everything = [pair for group in converted for pair in group]
    names = {name: native for _question, found in everything for name, native in found.names.items()}
    rules, places = Rules(tools, names), Places(names, tools.notes)
    for question, found in everything:
        rules.question(question, found)
        arrange(question, found, tools)
        note_rest(question, found, tools)
        for part in found.parts:
            places.fill(part, place_of(question))
    pages = []
    for number, (group, pairs) in enumerate(zip(survey.groups, converted, strict=True), start=1):
        pages.append(_page(group, [found for _question, found in pairs], number, tools, rules))
        shuffle(pages[-1], pairs, tools, f"group {number}")
        places.fill(pages[-1], f"group {number}")
    return pages, cells_of(survey, rules, tools)


def _counts(survey: Survey) -> Counts:
    """How much the file holds in LimeSurvey's own terms."""
    questions = list(survey.questions())
    rules = [question.relevance for question in questions if not question.conditions]
    rules += [part.relevance for question in questions for part in question.subquestions]
    rules += [group.relevance for group in survey.groups]
    return Counts(
        pages=len(survey.groups),
        questions=len(questions),
        items=sum(len(question.subquestions) for question in questions),
        options=sum(len(question.answers) for question in questions),
        conditions=sum(rule not in EVERYBODY for rule in rules)
        + sum(bool(question.conditions) for question in questions),
        quotas=len(survey.quotas),
    )


def _preferred(survey: Survey) -> dict[str, str]:
    """The codes that questions of ours had, as far as each is a code and there once."""
    codes = [(question.code, marks_of(question).get("code", "")) for question in survey.questions()]
    wanted = [code for _theirs, code in codes]
    return {theirs: code for theirs, code in codes if QUESTION_CODE.fullmatch(code) and wanted.count(code) == 1}


def _languages(survey: Survey, notes: Notes) -> dict[str, str]:
    found: dict[str, str] = {}
    for code in survey.languages:
        ours = language_of(code)
        if not ours or ours in found.values():
            notes.dropped("languages", code, N_("This is no code of a language, or the language stands there twice."))
        elif len(found) >= MAX_LANGUAGES:
            reason = N_("A questionnaire has at most %(most)s languages.")
            notes.dropped("languages", code, reason, most=MAX_LANGUAGES)
        else:
            found[code] = ours
            if ours != code:
                notes.changed("languages", code, N_("The code of the language is %(code)s here."), code=ours)
    return found or {"en": "en"}


def _converted(question: LimeQuestion, tools: Tools) -> Converted:
    """One question, each part of it checked; what our type refuses is kept as a text."""
    reader = READERS.get(question.type)
    found = reader(question, tools) if reader else choices.unusable(question, tools, UNKNOWN_TYPE)
    if len(found.parts) == 1:
        remade(question, found, tools)
    if len(found.parts) == 1 and (kind := found.parts[0]["kind"]) in SIMPLER and not tools.has(kind):
        take_apart(question, found, tools)
    if reader is not None and found.parts:
        code = found.parts[0]["code"]
        if len(found.parts) == 1 and code != question.code:
            reason = N_("Codes have up to 16 capital letters, digits and underscores: it is %(code)s now.")
            note = tools.notes.kept if code == question.code.upper() else tools.notes.changed
            note(place_of(question), "code", reason, code=code)
    found.parts = [_checked(question, part, tools) for part in found.parts]
    return found


def _checked(question: LimeQuestion, part: Part, tools: Tools) -> Part:
    """A part that our type takes: as it is, else without its finer settings, else as a text."""
    place = place_of(question)
    refusal = _refusal(part)
    if refusal is None:
        return _told(part, place, tools)
    settings = part["settings"]
    plainer = {**part, "settings": {key: value for key, value in settings.items() if key in ESSENTIAL}}
    if plainer["settings"] != settings and _refusal(plainer) is None:
        for key in sorted(settings.keys() - ESSENTIAL):
            if settings[key] not in (None, False, {}, []):
                reason = N_("The setting cannot be used here: %(why)s")
                tools.notes.dropped(place, _SETTINGS.get(key, key), reason, why=refusal, original=str(settings[key]))
        return plainer
    reason = N_("It cannot be asked like this (%(why)s); its words are kept as a text.")
    tools.notes.dropped(place, f"type {question.type}", reason, why=refusal)
    words = {key: part.get(key, {}) for key in ("text", "hint")}
    return _information({"code": part["code"], **words}, question, tools)


def _refusal(part: Part) -> str | None:
    """Why a part is no question of ours; None where it is one."""
    try:
        read_question(part)
    except DefinitionRefused as refusal:
        return str(refusal)
    return None


def _told(part: Part, place: str, tools: Tools) -> Part:
    """The part, with a note about every setting that its type passed over."""
    written = TYPES[part["kind"]].write(read_question(part).settings)
    for key, value in part["settings"].items():
        if key not in written and value not in (None, False, {}, []):
            tools.notes.dropped(place, _SETTINGS.get(key, key), N_("There is no such setting here."))
    return part


ESSENTIAL = frozenset({"options", "items", "columns", "scale", "second", "points", "total", "body"})
"""Settings without which a question would be another one."""
_SETTINGS = {"comment": "comment", "look": "list that folds out"}


def _information(part: Part, question: LimeQuestion, tools: Tools) -> Part:
    found = {**part, "kind": "information", "settings": {}}
    try:
        read_question(found)
    except DefinitionRefused as refusal:
        reason = N_("Its words cannot be kept: %(why)s")
        tools.notes.dropped(place_of(question), "text", reason, why=str(refusal))
        return {**found, "text": {}, "hint": {}}
    return found


def _page(group: Group, converted: list[Converted], number: int, tools: Tools, rules: Rules) -> Part:
    place = f"group {number}"
    questions = [part for found in converted for part in found.parts]
    title = tools.text(group.title, place, "group_name")
    if words := tools.text(group.description, place, "description"):
        code = tools.question_code(f"INTRO{number}")
        questions.insert(0, {"code": code, "kind": "information", "text": words, "hint": {}, "settings": {}})
        tools.notes.changed(place, "description", N_("It is kept as a text at the top of the page."))
    page: Part = {"key": f"p{number}", "title": title, "questions": questions}
    rule = rules.relevance(group.relevance, place)
    return page | ({"show_if": rule} if rule else {})


def _note_survey(survey: Survey, tools: Tools) -> None:
    notes = tools.notes
    for key, what in _DEEP.items():
        if survey.texts.get(key):
            notes.dropped("survey", what, STAGES, original=next(iter(survey.texts[key].values())))
    if survey.assessments:
        notes.dropped("assessments", str(survey.assessments), N_("There are no assessments here."))
    for stray in survey.strays[:200]:
        notes.dropped("file", stray, N_("It belongs to nothing that is in the file."))
    for name in survey.unread[:200]:
        notes.dropped("file", name, N_("This part of a LimeSurvey file is not read."))
    if survey.settings.keys() - USUAL:
        notes.dropped("surveys", "settings", STAGES)
    if survey.responses:
        reason = N_("Publish the questionnaire, then bring the answers in with the same file.")
        notes.changed("responses", str(survey.responses), reason)
    if survey.participants:
        notes.dropped("participants", str(survey.participants), N_("Only the questionnaire is taken over, no people."))
