"""What every sheet of the round workbook is given, and the table they are all made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.exports import chosen, round_words, styles, ticked, ticked_words
from survey_app.exports.cells import row_height
from survey_app.exports.chosen_figures import options_of
from survey_app.exports.declared_rules import DeclaredRules, Text
from survey_app.exports.rankings import RANKED_ALL, RANKED_SOME
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.sheet import Sheet
from survey_app.exports.styles import RESULT, Look
from survey_app.exports.two_scales import TWO_MINDS, split
from survey_app.exports.words import Words
from survey_app.stats.significance import Shortfall
from survey_app.vocabulary import ItemScale

LEFT, WRAPPED, STRONG = styles.BODY, styles.BODY_WRAP, styles.BODY_BOLD
COUNT = styles.number(styles.COUNT)
SHARE = styles.number(styles.SHARE_1)
FIGURE = styles.number("0.##;−0.##")
MEAN = styles.number(styles.MEAN)
P = styles.number('[<0.001]"< .001";0.000')
SMALL = styles.number("0.000")
_LEAST = 18.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its head, its width, and how its cells look."""

    head: str
    width: float
    look: Look = LEFT

    @property
    def is_left(self) -> bool:
        """Whether its cells are words."""
        return self.look.align == "left"


def told(columns: Sequence[Column], lines: Sequence[Sequence[object]]) -> tuple[list[Column], list[list[object]]]:
    """A table without the columns in which no line says anything; as it is where there are no lines."""
    kept = [
        place for place in range(len(columns))
        if not lines or any(place < len(line) and line[place] not in (None, "") for line in lines)
    ]  # fmt: skip
    return [columns[place] for place in kept], [[line[place] for place in kept] for line in lines]


@dataclass(frozen=True, slots=True)
class RoundBook:
    """One round workbook in the making; `names` and `findings` hold each sheet's title and what it says, by key."""

    report: PanelReport
    words: Words
    names: Mapping[str, str]
    findings: Mapping[str, str]

    def sheet(self, key: str, widths: Sequence[float], subtitle: str, tab: str = RESULT) -> Sheet:
        """An empty sheet with its head: the finding, what it is about, the way back."""
        sheet = Sheet(self.names[key], self.words.zone, tab)
        sheet.columns((2, *widths))
        if key == "read_me":
            sheet.put(1, 2, self.findings[key], styles.TITLE)
            sheet.put(2, 2, subtitle, styles.SUBTITLE)
            sheet.heights |= {1: 30.0, 2: 18.0}
        else:
            sheet.head(self.findings[key], subtitle, self.words.say(N_("← Read me")), self.names["read_me"])
        return sheet

    def table(self, sheet: Sheet, row: int, columns: Sequence[Column], lines: Sequence[Sequence[object]]) -> int:
        """A header and its lines from column B on; returns the next free row."""
        heads = {place: column.head for place, column in enumerate(columns, 2)}
        sheet.header(row, heads, left=[place for place, column in enumerate(columns, 2) if column.is_left])
        row += 1
        for line in lines:
            height = _LEAST
            for place, (column, value) in enumerate(zip(columns, line, strict=True), 2):
                sheet.put(row, place, value, column.look)
                if column.look.wrap and isinstance(value, str):
                    height = max(height, row_height(value, sheet.width(place)))
            sheet.heights[row] = height
            row += 1
        return row

    def section(self, sheet: Sheet, row: int, words: str) -> int:
        """A heading between two tables."""
        sheet.put(row, 2, words, styles.SECTION)
        sheet.heights[row] = 26.0
        return row + 1

    def methods(self, sheet: Sheet, row: int, places: Sequence[int]) -> int:
        """How the figures of a sheet are computed and where that was published, at its foot."""
        for place in places:
            words, source = round_words.METHODS[place]
            told = self.words.say(N_("%(method)s Source: %(source)s."), method=self.words.say(words), source=source)
            row = sheet.foot(row, told)
        return row

    def text(self, text: Text) -> str:
        """Words of the study in the workbook's language."""
        return self.words.of(text)

    def verdict(self, part: RoundPart, item: ItemFigures) -> str:
        """What the rule says; where none applies, whether the panel is of two minds."""
        if part.figures.has_rule:
            return self.words.say(round_words.VERDICTS[item.verdict])
        if chosen.is_chosen(part):
            return chosen.verdict(part, item, self.words)
        return self.words.say(TWO_MINDS) if item in split(part) else ""

    def movement(self, item: ItemFigures) -> str:
        """Whether opinions still move, or why that cannot be said."""
        if item.movement is None:
            return ""
        if item.movement.stable is not None:
            return self.words.say(round_words.STABLE if item.movement.stable else round_words.MOVING)
        return self.shortfall(item.movement.shortfall) or self.words.say(round_words.UNKNOWN)

    def changed(self, item: ItemFigures) -> str:
        """Between which numbers those lie who changed their answer, where no exact number is told."""
        moved = item.movement
        if moved is None or moved.changed is None or moved.changed == (0, moved.pairs):
            return ""
        low, high = (self.words.count(each) for each in moved.changed)
        pairs = self.words.count(moved.pairs)
        if low == high:
            return self.words.say(N_("%(low)s of %(pairs)s changed their answer"), low=low, pairs=pairs)
        return self.words.say(
            N_("%(low)s to %(high)s of %(pairs)s changed their answer"), low=low, high=high, pairs=pairs
        )

    def shortfall(self, code: str | None) -> str:
        """Why a figure or a test does not exist."""
        return self.words.say(round_words.SHORTFALLS[Shortfall(code)]) if code else ""

    def ranges(self, part: RoundPart) -> tuple[str, str]:
        """The high and the low range of the rule."""
        rules = part.rules
        return f"{rules.high_from:g}–{rules.high_to:g}", f"{rules.low_from:g}–{rules.low_to:g}"

    def about(self, part: RoundPart) -> str:
        """Who finished a round and when it closed."""
        flow, words = part.figures.flow, self.words
        told = words.say(
            N_("%(finished)s of %(accepted)s panellists finished"),
            finished=words.count(flow.get("finished", 0)),
            accepted=words.count(flow.get("asked", flow.get("accepted", 0))),
        )
        closed = words.moment(part.closed_at) if part.closed_at else ""
        told = words.say(N_("; ")).join(each for each in (told, closed) if each) + words.say(N_("."))
        return words.sentences(told, words.say(N_("Simulated sample data.")) if self.report.is_sample else "")

    def scale(self, part: RoundPart) -> str:
        """The scale of a round in words."""
        if ticked.is_ticked(part):
            return " ".join(filter(None, (self.text(part.rules.question), self.words.say(ticked_words.HOW))))
        return self.scale_of(part.rules)

    def scale_of(self, rules: DeclaredRules) -> str:
        """The scale in words."""
        words = self.words
        if rules.scale is ItemScale.POINTS:
            return words.say(N_("%(points)s points to share out over all statements"), points=rules.points_total)
        if rules.scale is ItemScale.RANKING:
            return words.say(RANKED_SOME if rules.rank_top else RANKED_ALL, count=rules.rank_top)
        if rules.scale is ItemScale.CHOICE:
            named = words.say(N_("; ")).join(options_of(rules, words.of))
            return words.say(N_("one of: %(options)s"), options=named)
        ends = [
            " ".join(filter(None, (f"{end:g}", self.text(text))))
            for end, text in ((rules.scale_min, rules.low_label), (rules.scale_max, rules.high_label))
        ]
        return words.say(N_("%(low)s to %(high)s"), low=ends[0], high=ends[1])
