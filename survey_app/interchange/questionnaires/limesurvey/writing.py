"""A whole questionnaire of ours as LimeSurvey has it: pages as groups, rules as relevance, checks as validation."""

from collections.abc import Callable
from dataclasses import replace

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.arrangement import tell_pages
from survey_app.interchange.questionnaires.limesurvey.building import NOTHING_LIKE_IT, Builder
from survey_app.interchange.questionnaires.limesurvey.kinds import built
from survey_app.interchange.questionnaires.limesurvey.rules import note_refusal
from survey_app.interchange.questionnaires.limesurvey.survey import Group, LimeQuestion, Survey
from survey_app.interchange.questionnaires.limesurvey.wording import html_of
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.logic.dialects import limesurvey
from survey_app.logic.dialects.limesurvey import Foreign
from survey_app.logic.parsing import parse
from survey_app.logic.refusal import ExpressionRefused
from survey_app.questions.definition import Page, Question, Questionnaire


def build_survey(questionnaire: Questionnaire, title: str, notes: Notes) -> Survey:
    """The survey; what LimeSurvey cannot hold is in the notes."""
    builder = Builder(questionnaire, notes)
    languages = list(builder.languages.values())
    found = Survey(languages, title=dict.fromkeys(languages, html_of(title)))
    for number, page in enumerate(questionnaire.pages, start=1):
        found.groups.append(_group(page, number, builder))
    tell_pages(questionnaire, notes, questions=True, pages=True)
    for place, rule, put in builder.rules:
        put(translated(rule, place, "show_if", builder, builder.names))
    for place, formula, question in builder.formulas:
        _calculate(question, formula, place, builder)
    return found


def _calculate(question: LimeQuestion, formula: str, place: str, builder: Builder) -> None:
    """The equation of a calculated value; what cannot be written stays in the report."""
    try:
        question.attributes["equation"] = {"": f"{{{limesurvey.write_value(parse(formula), builder.names)}}}"}
    except ExpressionRefused as refusal:
        note_refusal(builder.notes, place, "expression", refusal, formula)


def _group(page: Page, number: int, builder: Builder) -> Group:
    place = f"page {page.key}"
    if page.key != f"p{number}":
        builder.notes.changed(
            place, "key", N_("LimeSurvey's groups have numbers only: it comes back as %(key)s."), key=f"p{number}"
        )
    for jump in page.jumps:
        builder.notes.dropped(place, "jump", NOTHING_LIKE_IT, original=jump.rule)
    found = Group(builder.words(page.title, place))
    block = builder.questionnaire.block(page.block)
    if block.moves and sum(other.block == page.block for other in builder.questionnaire.pages) == 1:
        found.shuffled = "pages"
    if page.show_if:
        builder.rules.append((place, page.show_if, lambda rule: setattr(found, "relevance", rule)))
    for question in page.questions:
        one = built(question, builder)
        found.questions.append(one)
        if page.order and not question.anchored:
            one.attributes["random_group"] = {"": f"g{number}"}
        if question.show_if:
            put = _into_relevance(one)
            builder.rules.append((f"question {question.code}", question.show_if, put))
        _checks(question, one, builder)
    return found


def _into_relevance(question: LimeQuestion) -> Callable[[str], None]:
    def put(rule: str) -> None:
        question.relevance = rule

    return put


def _checks(question: Question, one: LimeQuestion, builder: Builder) -> None:
    place = f"question {question.code}"
    hard = [check for check in question.checks if not check.soft]
    for check in question.checks:
        if check.soft:
            reason = N_("LimeSurvey has no check that lets people go on.")
            builder.notes.dropped(place, "check", reason, original=check.rule)
    if not hard:
        return
    if len(hard) > 1:
        builder.notes.changed(place, "checks", N_("LimeSurvey has one check for a question, with the first message."))
    if hard[0].message:
        one.attributes["em_validation_q_tip"] = builder.words(hard[0].message, place)
    whole = hard[0].rule if len(hard) == 1 else " and ".join(f"({check.rule})" for check in hard)

    def put(rule: str) -> None:
        if rule:
            one.attributes["em_validation_q"] = {"": rule}

    builder.rules.append((place, whole, put))


def translated(rule: str, place: str, what: str, builder: Builder, names: dict[str, Foreign]) -> str:
    """A rule in LimeSurvey's language, or nothing and a note."""
    own = names.get(place.removeprefix("question "))
    known = names | ({".": replace(own, name="self")} if own else {})
    try:
        return limesurvey.write(parse(rule), known)
    except ExpressionRefused as refusal:
        note_refusal(builder.notes, place, what, refusal, rule)
        return ""
