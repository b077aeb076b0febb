"""What was counted for a variable, as a codebook holds it: valid and invalid answers, frequencies, mean and spread.

Source: Data Documentation Initiative, DDI Codebook 2.5 (2012), elements sumStat and catStat.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of one variable; `codes` holds the valid codes and the negative ones of missing answers."""

    valid: int
    invalid: int
    codes: Mapping[int, int] = field(default_factory=dict)
    mean: float | None = None
    deviation: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def statistics(self) -> Iterator[tuple[str, str]]:
        """Kind and figure of each summary statistic there is."""
        yield "vald", str(self.valid)
        yield "invd", str(self.invalid)
        figures = {"min": self.least, "max": self.most, "mean": self.mean, "stdev": self.deviation}
        yield from ((kind, f"{value:.15g}") for kind, value in figures.items() if value is not None)


def add_summary(parent: Element, namespace: str, counted: Counted | None) -> None:
    """The summary statistics of a variable; none where its figures are kept back."""
    for kind, value in counted.statistics if counted else ():
        SubElement(parent, f"{{{namespace}}}sumStat", type=kind, wgtd="not-wgtd").text = value


def add_frequency(parent: Element, namespace: str, counted: Counted | None, code: int) -> None:
    """How often one code was given; nothing where the figures are kept back or the codes were not counted."""
    if counted is not None and code in counted.codes:
        found = SubElement(parent, f"{{{namespace}}}catStat", type="freq", wgtd="not-wgtd")
        found.text = str(counted.codes[code])
