"""The satisfaction report as a document, for Word and PDF: the same figures as the workbook and the page."""

from collections.abc import Callable, Mapping, Sequence

from survey_app.exceptions import N_
from survey_app.exports import titles
from survey_app.exports.book import Book
from survey_app.exports.cells import zone_of
from survey_app.exports.documents.model import Document, Look, PageBreak, Part
from survey_app.exports.report import Report
from survey_app.exports.report_sections import compared, crosstabs, drivers, kano, key, priorities, questions, rest
from survey_app.exports.report_sections.figures import Telling, shown
from survey_app.exports.sheets import cover
from survey_app.exports.words import Translate, Words

Section = Callable[[Telling], Sequence[Part]]

SECTIONS: Mapping[str, Section] = {
    "kpi": key.build,
    "waves": compared.waves,
    "gap": rest.gaps,
    "priorities": priorities.build,
    "rivals": compared.rivals,
    "kano": kano.build,
    "drivers": drivers.build,
    "crosstabs": crosstabs.build,
    "questions": questions.build,
    "chain": rest.chain,
    "text_codes": compared.text_codes,
    "verbatims": rest.verbatims,
    "sample": rest.sample,
    "method": rest.method,
    "sources": rest.sources,
}
"""By key, in the usual order, the sections a template may leave out or put in another order."""
_ON_NEW_PAGE = frozenset(SECTIONS) - {"kpi", "sources"}


def build(
    report: Report,
    language: str,
    *,
    translate: Translate = str,
    least: int = 1,
    look: Look | None = None,
    sections: Sequence[str] = tuple(SECTIONS),
    footer: str = "",
) -> Document:
    """The report in one language; nothing that rests on fewer than `least` people is shown."""
    report = shown(report, least)
    words = Words(language, translate, zone_of(report.timezone), report.questionnaire.language)
    book = Book(report, words, {}, {})
    telling = Telling(book, look or Look(), least)
    parts: list[Part] = []
    for name in sections:
        found = SECTIONS[name](telling)
        if found and parts and name in _ON_NEW_PAGE:
            parts.append(PageBreak())
        parts += found
    simulated = words.say(N_("Simulated sample data.")) if report.is_sample else ""
    return Document(
        title=report.study_title,
        subtitle=report.stage_title if report.stage_title != report.study_title else "",
        finding=titles.cover(report, words),
        language=language,
        organiser=report.organiser,
        client=report.client,
        date=words.day(report.made_at),
        parts=tuple(parts),
        facts=tuple(cover.facts(book, ())),
        footer=" · ".join(filter(None, (footer or report.organiser, simulated))),
        page=words.say(N_("Page %(page)s of %(pages)s"), page="{page}", pages="{pages}"),
        subject=words.say(N_("Satisfaction report")),
        contents=words.say(N_("What each part says")),
        look=telling.look,
    )
