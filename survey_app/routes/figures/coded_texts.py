"""Open answers under their codes: counts and shares as a figure, and every wording with its codes as a table."""

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.presentation import number
from survey_app.services.text_codes import Coding, Counted


def figure_of(title: str, coding: Coding) -> Figure:
    """The codes, then the themes, with their shares of everybody who wrote something."""
    head = (_("Code"), _("Theme"), _("Answers"), _("Share"), wording.interval_head())
    rows = (*(_row(each.label, each.theme, each) for each in coding.codes), *_themes(coding))
    bars = [_bar(each) for each in sorted(coding.codes, key=lambda each: -each.count) if each.count]
    table = Table(title, tuple(str(words) for words in head), rows) if rows else None
    methods = wording.methods_of(*(each.share for each in coding.codes))
    return Figure(
        "codes", title, str(_("Codes")), bar_chart(title, bars) if bars else Markup(""), table=table, methods=methods
    )


def _row(label: str, theme: str, each: Counted) -> Row:
    share = each.share
    return Row(label, (theme, number(each.count), wording.share(share.value, share.n), wording.share_interval(share)))


def _themes(coding: Coding) -> tuple[Row, ...]:
    return tuple(_row(str(_("Theme: %(name)s", name=each.label)), "", each) for each in coding.themes)


def _bar(each: Counted) -> Bar:
    return Bar(each.label, each.share.value or 0.0, wording.rounded(each.share.value), number(each.count))


def wordings_of(title: str, coding: Coding) -> Figure:
    """Every wording with how many wrote it and the codes it stands under."""
    names = {each.code: each.label for each in coding.codes}
    rows = tuple(
        Row(
            each.words,
            (number(each.count), str(_("; ")).join(label for code, label in names.items() if code in each.codes)),
        )
        for each in coding.wordings
    )
    head = (str(_("Answer")), str(_("How many")), str(_("Codes")))
    return Figure("wordings", title, str(_("Answers")), table=Table(title, head, rows))
