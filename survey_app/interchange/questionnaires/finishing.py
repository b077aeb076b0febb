"""The end of every reading: the document is checked part by part, counted, and handed over with its report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from survey_app.exceptions import N_, Refusal
from survey_app.interchange.questionnaires.limits import BrokenFile
from survey_app.interchange.questionnaires.losses import Counts, Imported, Notes, QuotaFound
from survey_app.interchange.questionnaires.soundness import Soundness
from survey_app.logic.checking import check
from survey_app.logic.names import Name
from survey_app.questions.definition import Question, Questionnaire
from survey_app.questions.instruments import recognise
from survey_app.questions.logic_names import names_of
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import MAX_QUESTIONS, read_question, read_questionnaire, write_questionnaire

_TITLE = 200
_MOST_CELLS = 100


def finish(
    format_code: str,
    title: str,
    languages: Sequence[str],
    pages: Sequence[Mapping[str, Any]],
    notes: Notes,
    *,
    places: Mapping[str, str] | None = None,
    counts: Counts | None = None,
    blocks: Sequence[Mapping[str, Any]] = (),
    cells: Sequence[QuotaFound] = (),
) -> Imported:
    """What a reader found, as a questionnaire of ours.

    `pages` are parts of our document. A question that ours cannot be is taken out and told, with its place in the
    file (`places`, by our code). Pages that hold nothing are left out. `counts` is what the file holds in its own
    terms; without it that is what stands in the document. `blocks` say which runs of pages
    change places, `cells` are the quotas.
    """
    known: dict[str, Question] = {}
    kept = [_sound_page(page, notes, places or {}, known) for page in pages]
    filled = [page for page in kept if page["questions"]]
    asked = sum(len(page["questions"]) for page in filled)
    if not asked:
        raise BrokenFile(N_("The file holds no question that can be read. Check that it is a whole questionnaire."))
    if asked > MAX_QUESTIONS:
        raise DefinitionRefused(
            N_("The file holds %(count)s questions, a questionnaire at most %(most)s. Split the file."),
            count=asked,
            most=MAX_QUESTIONS,
        )
    around = {"languages": list(languages) or ["en"], "blocks": list(blocks)}
    names = names_of(read_questionnaire({**around, "pages": filled}))
    questionnaire = read_questionnaire({**around, "pages": Soundness(names, notes, places or {}).sound(filled)})
    questionnaire = _with_instruments(questionnaire, notes, places or {})
    document = write_questionnaire(questionnaire)
    sound = _sound_cells(cells, names, notes)
    taken = replace(count(document), quotas=len(sound))
    short = " ".join(title.split())[:_TITLE]
    return Imported(
        format_code, short, questionnaire.languages, document, notes.losses, counts or taken, taken, cells=sound
    )


def _with_instruments(found: Questionnaire, notes: Notes, places: Mapping[str, str]) -> Questionnaire:
    """Questions that are a standard questionnaire word by word carry its key, so that they are scored by it."""
    pages = []
    for page in found.pages:
        keys = [question.instrument or recognise(question) for question in page.questions]
        for question, key in zip(page.questions, keys, strict=True):
            if key and not question.instrument:
                place = places.get(question.code, question.code)
                notes.kept(place, question.code, N_("These are the words of a standard questionnaire: it is scored."))
        told = zip(page.questions, keys, strict=True)
        pages.append(replace(page, questions=tuple(replace(question, instrument=key) for question, key in told)))
    return replace(found, pages=tuple(pages))


def _sound_cells(cells: Sequence[QuotaFound], names: Mapping[str, Name], notes: Notes) -> tuple[QuotaFound, ...]:
    """The quotas whose rules can be followed, each name once; what becomes of every one is told."""
    found: dict[str, QuotaFound] = {}
    for cell in cells:
        broken = next((each for each in check(cell.rule, names, condition=True) if each.blocks), None)
        if broken is not None:
            why = Refusal(broken.message, **broken.params)
            reason = N_("This rule cannot be followed here: %(why)s")
            notes.dropped("quota", cell.name, reason, why=why, original=cell.rule)
        elif cell.name in found or len(found) >= _MOST_CELLS:
            notes.dropped("quota", cell.name, N_("A quota of this name is there already, or there are too many."))
        else:
            found[cell.name] = cell
            reason = N_("It is set up in the stage that takes the questionnaire, where its level has quotas.")
            notes.changed("quota", cell.name, reason, original=f"{cell.rule} ≤ {cell.most}")
    return tuple(found.values())


def _sound_page(
    page: Mapping[str, Any], notes: Notes, places: Mapping[str, str], known: dict[str, Question]
) -> dict[str, Any]:
    """The page with the questions that can be asked; `known` are those of the pages before it."""
    questions = []
    for question in page.get("questions", ()):
        code = str(question.get("code"))
        source = str((question.get("carry") or {}).get("from"))
        try:
            known[code] = read_question(question, known.get(source))
        except DefinitionRefused as refusal:
            notes.dropped(
                places.get(code, code),
                code,
                N_("This question cannot be asked here: %(why)s"),
                why=refusal,
                original=str(question.get("text", "")),
            )
        else:
            questions.append(question)
    return {**page, "questions": questions}


def count(document: Mapping[str, Any]) -> Counts:
    """How much a document of ours holds.

    >>> count({"pages": [{"questions": [{"settings": {"options": [{"code": 1}, {"code": 2}]}, "show_if": "A = 1"}]}]})
    Counts(pages=1, questions=1, items=0, options=2, conditions=1, quotas=0)
    """
    pages = document.get("pages", ())
    questions = [question for page in pages for question in page.get("questions", ())]
    settings = [question.get("settings") or {} for question in questions]
    return Counts(
        pages=len(pages),
        questions=len(questions),
        items=sum(len(each.get("items") or ()) for each in settings),
        options=sum(len(each.get("options") or ()) + bool(each.get("other")) for each in settings),
        conditions=sum(1 for _rule in _rules(document)),
        quotas=len(document.get("quotas") or ()),
    )


def _rules(part: object) -> Iterator[str]:
    """Every condition in a document, wherever it stands: who is asked, where a page leads, what an answer must meet."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name in {"show_if", "rule"} and isinstance(value, str) and value:
                yield value
            else:
                yield from _rules(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _rules(each)
