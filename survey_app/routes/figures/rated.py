"""Figures of ratings: one scale, several things on one scale, and would you recommend us."""

from collections.abc import Sequence

from flask_babel import gettext as _

from survey_app.charts.bars import Bar, bar_chart
from survey_app.charts.likert import Ends, LikertRow, likert_chart, looks
from survey_app.charts.stacked import Part, stacked_bar
from survey_app.exports import titles
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Entry, Figure, Row, Table
from survey_app.routes.presentation import number, signed, spanned
from survey_app.stats.recommend import NetPromoter
from survey_app.stats.satisfaction import TopShare


def rating(summary: QuestionSummary, row: RowSummary, fallback: str) -> Figure:
    """One rating: a bar for each point, the share in the two highest as heading."""
    question = wording.label_of(summary.question, fallback)
    found = row.frequencies.categories if row.frequencies else ()
    labels = {code: wording.words_of(text, fallback, str(code)) for code, text in row.codes}
    bars = [
        Bar(
            labels.get(each.code, str(each.code)),
            each.value or 0.0,
            wording.rounded(each.value),
            wording.of(each.count, each.n),
            few=row.n < wording.USABLE,
        )
        for each in found
    ]
    return Figure(
        anchor=summary.question.code,
        heading=_top_words(row),
        measure=_("%(question)s · share of those who answered", question=question),
        chart=bar_chart(question, bars),
        table=_points_table(question, row, labels),
        notes=(wording.base_note(row, fallback), *wording.cautions_of(row.frequencies), *wording.marks_note([row.n])),
        methods=wording.methods_of(row.top, row.mean),
    )


def _top_words(row: RowSummary) -> str:
    if row.top is None or row.top.value is None or row.mean is None:
        return str(_("Nobody has answered this yet"))
    told = {
        "share": wording.rounded(row.top.value), "low": number(row.top.top[0]), "high": number(row.top.top[-1]),
    }  # fmt: skip
    if row.mean.value is None:
        if row.top.is_single:
            return str(_("%(share)s answer %(high)s", **told))
        return str(_("%(share)s answer %(low)s or %(high)s", **told))
    first, last = row.ends
    told |= {"mean": number(row.mean.value, wording.places_of(last - first)), "first": f"{first}", "last": f"{last}"}
    if row.top.is_single:
        return str(_("%(share)s answer %(high)s; the mean is %(mean)s on %(first)s to %(last)s", **told))
    return str(_("%(share)s answer %(low)s or %(high)s; the mean is %(mean)s on %(first)s to %(last)s", **told))


def _points_table(question: str, row: RowSummary, labels: dict[int, str]) -> Table:
    head = (_("Answer"), _("Given by"), "%", wording.interval_head())
    rows = [
        Row(
            labels.get(each.code, str(each.code)),
            (
                wording.of(each.count, each.n),
                wording.share(each.value, each.n),
                wording.share_interval(each) or wording.why(each.reason),
            ),
            wording.look(row.n),
        )
        for each in (row.frequencies.categories if row.frequencies else ())
    ]
    if row.top is not None and row.top.value is not None:
        cells = (
            wording.of(row.top.count, row.top.n),
            wording.share(row.top.value, row.top.n),
            wording.share_interval(row.top) or wording.why(row.top.reason),
        )
        name = _("The highest") if row.top.is_single else _("The two highest")
        rows.append(Row(str(name), cells, "total"))
    if row.mean is not None and row.mean.value is not None:
        places = wording.places_of(row.ends[1] - row.ends[0])
        cells = ("", number(row.mean.value, places), wording.interval_of(row.mean, decimals=places))
        rows.append(Row(str(_("Mean")), cells, "total"))
    return Table(question, head, tuple(rows))


def grid(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Several things on one scale: least satisfied first, the middle apart."""
    question = wording.label_of(summary.question, fallback)
    ranked = sorted(
        (row for row in rows if row.n), key=lambda row: row.top.value if row.top and row.top.value is not None else 0.0
    )
    empty = [row for row in rows if not row.n]
    codes = rows[0].codes if rows else ()
    points = [wording.words_of(text, fallback, str(code)) for code, text in codes]
    chart = likert_chart(
        question,
        [_likert_row(row, fallback) for row in ranked],
        _ends(points),
        wording.rounded,
    )
    bases = [row.n for row in ranked]
    return Figure(
        anchor=summary.question.code,
        heading=_best_and_least(ranked, fallback),
        measure=_("%(question)s · share of those who gave an answer, fewest at the highest first", question=question)
        if titles.is_single(ranked)
        else _("%(question)s · share of those who gave an answer, fewest in the two highest first", question=question),
        chart=chart,
        key=tuple(Entry(mark, words) for mark, words in zip(looks(len(points)), points, strict=True)),
        table=_grid_table(question, [*ranked, *empty], points, fallback),
        notes=(_bases_note(bases), _sums_note(len(points)), *wording.marks_note(bases)),
        methods=wording.methods_of(*(row.top for row in ranked), *(row.mean for row in ranked)),
    )


def _ends(points: Sequence[str]) -> Ends:
    """Words for the halves: those of the points next to the middle on a short scale, else those of the outer points."""
    if not points:
        return Ends("", "", "")
    half = len(points) // 2
    middle = points[half] if len(points) % 2 else ""
    if len(points) == 5 and not any(each.isdigit() for each in points):  # noqa: PLR2004 - the worded five-point scale
        return Ends(points[1], points[3], middle)
    return Ends(points[0], points[-1], middle)


def _likert_row(row: RowSummary, fallback: str) -> LikertRow:
    counts = tuple(each.count for each in row.frequencies.categories) if row.frequencies else ()
    return LikertRow(wording.words_of(row.label, fallback, row.variable), counts)


def _best_and_least(ranked: Sequence[RowSummary], fallback: str) -> str:
    """Which is rated best and which least: said only where the margin allows it."""
    if not ranked:
        return str(_("Nobody has answered this yet"))
    least, best = ranked[0], ranked[-1]
    if best.top is None or least.top is None or best.top.value is None or least.top.value is None:
        return str(_("Nobody has answered this yet"))
    if len(ranked) == 1:
        return _top_words(best)
    if not wording.clearly_above(best.top, least.top):
        return _no_difference(best.top, least.top)
    told = {
        "best": wording.short(wording.words_of(best.label, fallback, best.variable)),
        "most": wording.rounded(best.top.value),
        "least": wording.short(wording.words_of(least.label, fallback, least.variable)),
        "fewest": wording.rounded(least.top.value),
    }
    words = _(
        "“%(best)s” is rated highest with %(most)s in the two highest, “%(least)s” lowest with %(fewest)s", **told
    )
    if best.top.is_single:
        words = _("“%(best)s” is rated best with %(most)s at the highest, “%(least)s” worst with %(fewest)s", **told)
    return str(words)


def _no_difference(best: TopShare, least: TopShare) -> str:
    """Between which shares all rows lie."""
    low, high = wording.rounded(least.value), wording.rounded(best.value)
    if best.is_single:
        return str(_("No clear difference: between %(low)s and %(high)s choose the highest", low=low, high=high))
    return str(_("No clear difference: between %(low)s and %(high)s choose the two highest", low=low, high=high))


def _sums_note(points: int) -> str:
    """On a long scale the figures beside the bars are more than the two highest."""
    return str(_("Beside the bars: all points below and above the middle.")) if points > 5 else ""  # noqa: PLR2004 - five points


def _bases_note(bases: Sequence[int]) -> str:
    if not bases:
        return ""
    if min(bases) == max(bases):
        return str(_("Base: %(n)s valid answers for each.", n=number(bases[0])))
    return str(_("Base: from %(low)s to %(high)s valid answers.", low=number(min(bases)), high=number(max(bases))))


def _grid_table(question: str, rows: Sequence[RowSummary], points: Sequence[str], fallback: str) -> Table:
    name = _("Highest") if titles.is_single(rows) else _("Two highest")
    head = (_("Rated"), *points, name, _("Mean"), _("Valid answers"), _("Left out"))
    return Table(question, tuple(head), tuple(_grid_cells(row, len(points), fallback) for row in rows))


def _grid_cells(row: RowSummary, points: int, fallback: str) -> Row:
    label = wording.words_of(row.label, fallback, row.variable)
    if row.frequencies is None or row.top is None or row.mean is None or not row.n:
        return Row(
            label,
            (*(wording.NONE for _point in range(points)), wording.NONE, wording.NONE, number(row.n), _left_out(row)),
            "few",
        )
    places = wording.places_of(row.codes[-1][0] - row.codes[0][0])
    mean = number(row.mean.value, places)
    interval = wording.interval_of(row.mean, decimals=places)
    cells = (
        *(wording.share(each.value, row.n) for each in row.frequencies.categories),
        spanned(wording.share(row.top.value, row.n), wording.share_interval(row.top)),
        spanned(mean, interval),
        wording.base(row.n),
        _left_out(row),
    )
    return Row(label, cells, wording.look(row.n))


def _left_out(row: RowSummary) -> str:
    return number(sum(row.missing.values()))


def recommend(summary: QuestionSummary, row: RowSummary, score: NetPromoter, fallback: str) -> Figure:
    """Would you recommend us: detractors, passives and promoters in one bar."""
    question = wording.label_of(summary.question, fallback)
    parts = _parts(score)
    return Figure(
        anchor=summary.question.code,
        heading=_score_words(score),
        measure=_("%(question)s · 0 to 10, share of those who answered", question=question),
        chart=stacked_bar(question, parts) if score.n else stacked_bar(question, ()),
        key=tuple(
            Entry(part.look, str(_("%(label)s: %(words)s", label=part.label, words=part.words))) for part in parts
        ),
        table=_points_table(question, row, _figures(row, fallback)),
        notes=(wording.base_note(row, fallback), *wording.cautions_of(score), *wording.marks_note([row.n])),
        methods=wording.methods_of(score, row.mean),
    )


def _figures(row: RowSummary, fallback: str) -> dict[int, str]:
    """The points of the scale as figures, those that are told as one as a range."""
    if row.parts:
        return {code: wording.words_of(text, fallback, str(code)) for code, text in row.codes}
    return {code: str(code) for code, _text in row.codes}


def _parts(score: NetPromoter) -> tuple[Part, ...]:
    if not score.n:
        return ()
    kinds = (
        ("f-neg2", _("detractors, %(low)s to %(high)s", low=0, high=6), score.detractor_share),
        ("f-mid", _("passives, %(low)s to %(high)s", low=7, high=8), score.passive_share),
        ("f-pos2", _("promoters, %(low)s to %(high)s", low=9, high=10), score.promoter_share),
    )
    return tuple(Part(mark, str(label), share or 0.0, wording.rounded(share)) for mark, label, share in kinds)


def _score_words(score: NetPromoter) -> str:
    if score.value is None:
        return str(_("Nobody has answered this yet"))
    figure = signed(score.value, 0)
    if score.interval is None or not score.interval.leaves_out(0):
        return str(_("Promoters and detractors balance within the margin: %(score)s", score=figure))
    if score.value > 0:
        return str(_("More promoters than detractors: %(score)s", score=figure))
    return str(_("More detractors than promoters: %(score)s", score=figure))
