"""Formulas that count a figure again from the coded data: written over named columns, one name a data sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from survey_app.exports.sheets.data import Part

_LONGEST = 8_000
"""A little less than what a cell can hold of a formula."""

Names = tuple[str, ...]
"""The names of one variable's column, one for each sheet that its rows run over."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The codes that count as valid answers: all whole numbers from the first to the last."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Checked:
    """One figure: its name, the value as written, the formula that must give the same, and how it counts."""

    name: str
    value: float
    formula: str
    look: str
    how: str


Conditions = Sequence[tuple[str, Scale]]
"""Variables with the codes that are wanted of each."""


class Columns:
    """The columns of the coded sheets under short names that formulas can use."""

    def __init__(self, parts: Sequence[Part], weight: str = "") -> None:
        """`parts` are the coded sheets in the order they were written; `weight` is the column of weights, if any."""
        self.names: dict[str, Names] = {}
        self.places: dict[str, str] = {}
        """By name, the cells it stands for."""
        self.rows: Names = ()
        first = parts[0].variables if parts else ()
        for number, part in enumerate(parts, 1):
            if part.variables == first:
                self.rows = (*self.rows, self._place(part, number, 1))
            for column, variable in enumerate(part.variables, 2):
                name = self._place(part, number, column)
                self.names[variable] = (*self.names.get(variable, ()), name)
        self.weights: Names = self.names.get(weight, ())

    def _place(self, part: Part, number: int, column: int) -> str:
        letter = get_column_letter(column)
        name = f"codes_{letter}" if number == 1 else f"codes_{number}_{letter}"
        sheet = part.name.replace("'", "''")
        self.places[name] = f"'{sheet}'!${letter}$2:${letter}${part.last}"
        return name

    def has(self, *variables: str) -> bool:
        """Whether all of these variables stand in the data."""
        return all(variable in self.names for variable in variables)

    def count_rows(self) -> str:
        """How many rows there are."""
        return _sum(f"COUNT({name})" for name in self.rows)

    def share(self, variable: str, scale: Scale, chosen: Scale) -> str:
        """The share of valid answers from one code to another."""
        return f"({self._mass(variable, chosen)})/({self._mass(variable, scale)})"

    def base(self, variable: str, scale: Scale) -> str:
        """How many valid answers there are, those without a weight left out."""
        if not self.weights:
            return self._between(variable, scale)
        return _sum(
            f'COUNTIFS({name},">={scale.first}",{name},"<={scale.last}",{weight},">0")'
            for name, weight in zip(self.names[variable], self.weights, strict=True)
        )

    def mean(self, variable: str, scale: Scale) -> str:
        """The mean of the valid answers."""
        if self.weights:
            weighed = _sum(
                f"SUMPRODUCT({_inside(name, scale)}*{weight}*{name})"
                for name, weight in zip(self.names[variable], self.weights, strict=True)
            )
            return f"({weighed})/({self._mass(variable, scale)})"
        total = _sum(
            f'SUMIFS({name},{name},">={scale.first}",{name},"<={scale.last}")' for name in self.names[variable]
        )
        return f"({total})/({self._between(variable, scale)})"

    def score(self, variable: str, scale: Scale, promoters_from: int, detractors_to: int) -> str:
        """Promoters minus detractors in points."""
        high = self._mass(variable, Scale(promoters_from, scale.last))
        low = self._mass(variable, Scale(scale.first, detractors_to))
        return f"100*({high}-({low}))/({self._mass(variable, scale)})"

    def gap(self, pairs: Sequence[tuple[str, str]], scale: Scale) -> str:
        """The mean over all persons of their own mean of experience minus expectation.

        `pairs` are (expected, experienced); a person counts with the pairs that were answered on both sides.
        """
        over, people = [], []
        for place in range(len(self.names[pairs[0][0]])):
            sides = [(self.names[expected][place], self.names[experienced][place]) for expected, experienced in pairs]
            both = [_inside(expected, scale) + "*" + _inside(experienced, scale) for expected, experienced in sides]
            counted = "+".join(both)
            difference = "+".join(
                f"{pair}*({experienced}-{expected})" for pair, (expected, experienced) in zip(both, sides, strict=True)
            )
            times = self._times(place)
            over.append(f"SUMPRODUCT(({difference})/(({counted})+(({counted})=0)){times})")
            people.append(f"SUMPRODUCT((({counted})>0){times})" if times else f"SUMPRODUCT(--(({counted})>0))")
        return f"({_sum(over)})/({_sum(people)})"

    def index(self, variables: Sequence[str], points: Sequence[float], scale: Scale) -> str:
        """The index of 0 to 100 of those who rated everything, each variable with its points."""
        over, people = [], []
        for place in range(len(self.names[variables[0]])):
            names = [self.names[variable][place] for variable in variables]
            complete = "*".join(_inside(name, scale) for name in names)
            weighed = "+".join(
                f"{point!r}*({name}-{_number(scale.first)})" for name, point in zip(names, points, strict=True)
            )
            times = self._times(place)
            over.append(f"SUMPRODUCT({complete}*({weighed}){times})")
            people.append(f"SUMPRODUCT({complete}{times})")
        span = f"{sum(points)!r}*{scale.last - scale.first}"
        return f"100*({_sum(over)})/({span}*({_sum(people)}))"

    def ratio(self, over: Conditions, under: Conditions) -> str:
        """The people who meet all of some conditions as a share of those who meet all of others."""
        return f"({self._meeting(over)})/({self._meeting(under)})"

    def people(self, conditions: Conditions) -> str:
        """How many people meet all conditions, those without a weight left out."""
        terms = []
        for place in range(len(self.names[conditions[0][0]])):
            sides = [(self.names[variable][place], scale) for variable, scale in conditions]
            told = [f'{name},">={scale.first}",{name},"<={scale.last}"' for name, scale in sides]
            told += [f'{self.weights[place]},">0"'] if self.weights else []
            terms.append(f"COUNTIFS({','.join(told)})")
        return _sum(terms)

    def correlation(self, first: str, second: str, complete: Conditions) -> str:
        """Pearson's correlation of two variables among those who meet all conditions."""
        sums: dict[str, list[str]] = {}
        for place in range(len(self.names[first])):
            x, y = self.names[first][place], self.names[second][place]
            counted = "*".join(_inside(self.names[name][place], scale) for name, scale in complete) + self._times(place)
            for key, times in (("n", ""), ("x", f"*{x}"), ("y", f"*{y}"), ("xy", f"*{x}*{y}")):
                sums.setdefault(key, []).append(f"SUMPRODUCT({counted}{times})")
            for key, name in (("xx", x), ("yy", y)):
                sums.setdefault(key, []).append(f"SUMPRODUCT({counted}*{name}^2)")
        n, x, y, xy, xx, yy = (f"({_sum(sums[key])})" for key in ("n", "x", "y", "xy", "xx", "yy"))
        return f"({n}*{xy}-{x}*{y})/SQRT(({n}*{xx}-{x}^2)*({n}*{yy}-{y}^2))"

    def alpha(self, variables: Sequence[str], scale: Scale) -> str:
        """Cronbach's alpha of those who answered every item."""
        masses, squares, totals, whole = [], [], [], []
        sums: list[list[str]] = [[] for _ in variables]
        for place in range(len(self.names[variables[0]])):
            names = [self.names[variable][place] for variable in variables]
            counted = "*".join(_inside(name, scale) for name in names) + self._times(place)
            masses.append(f"SUMPRODUCT({counted})")
            squares.append(f"SUMPRODUCT({counted}*({'+'.join(f'{name}^2' for name in names)}))")
            totals.append(f"SUMPRODUCT({counted}*({'+'.join(names)}))")
            whole.append(f"SUMPRODUCT({counted}*({'+'.join(names)})^2)")
            for each, name in zip(sums, names, strict=True):
                each.append(f"SUMPRODUCT({counted}*{name})")
        n, k = _sum(masses), len(variables)
        items = f"{_sum(squares)}-({'+'.join(f'({_sum(each)})^2' for each in sums)})/({n})"
        return f"{k}/{k - 1}*(1-({items})/({_sum(whole)}-({_sum(totals)})^2/({n})))"

    def _meeting(self, conditions: Conditions) -> str:
        """The people, or their weights, who meet all conditions."""
        terms = []
        for place in range(len(self.names[conditions[0][0]])):
            sides = [(self.names[variable][place], scale) for variable, scale in conditions]
            if self.weights:
                terms.append(f"SUMPRODUCT({'*'.join(_inside(*side) for side in sides)}*{self.weights[place]})")
            else:
                told = (f'{name},">={scale.first}",{name},"<={scale.last}"' for name, scale in sides)
                terms.append(f"COUNTIFS({','.join(told)})")
        return _sum(terms)

    def _times(self, place: int) -> str:
        """Multiplication by the weights of one sheet's rows; nothing while figures are unweighted."""
        return f"*{self.weights[place]}" if self.weights else ""

    def _mass(self, variable: str, scale: Scale) -> str:
        """The people with an answer between two codes: their weights, where there are some."""
        if not self.weights:
            return self._between(variable, scale)
        return _sum(
            f"SUMPRODUCT({_inside(name, scale)}*{weight})"
            for name, weight in zip(self.names[variable], self.weights, strict=True)
        )

    def _between(self, variable: str, scale: Scale) -> str:
        return _sum(f'COUNTIFS({name},">={scale.first}",{name},"<={scale.last}")' for name in self.names[variable])


def fits(formula: str) -> bool:
    """Whether a cell can hold the formula."""
    return len(formula) <= _LONGEST


def _sum(terms: Iterable[str]) -> str:
    return "+".join(terms)


def _number(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def _inside(name: str, scale: Scale) -> str:
    return f"({name}>={_number(scale.first)})*({name}<={_number(scale.last)})"
