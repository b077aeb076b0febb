"""What the columns of a sample's list and their values are called in the page's language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from survey_app.models import Stage, Study
from survey_app.routes.figures import wording
from survey_app.services import column_values
from survey_app.services.cases import CaseFilter
from survey_app.services.column_values import ColumnWords
from survey_app.services.draws import DrawRule


@dataclass(frozen=True, slots=True)
class ListWords:
    """The words of a list's columns; a column or a value that nobody put into words stands as it is in the file."""

    known: Mapping[str, ColumnWords]

    def column(self, name: str) -> str:
        """A column."""
        said = self.known.get(name)
        return wording.words_of(said.title, "en", name) if said else name

    def value(self, name: str, written: str) -> str:
        """One value of a column."""
        said = self.known.get(name)
        return wording.words_of(said.values.get(written, {}), "en", written) if said else written

    def values(self, attributes: Mapping[str, str]) -> list[str]:
        """The values of one member, those that are there."""
        return [self.value(name, written) for name, written in attributes.items() if written]

    def rule(self, rule: DrawRule) -> DrawRule:
        """The rule of a draw as it is told."""
        return replace(rule, by=self.column(rule.by), tally=self.column(rule.tally))

    def wanted(self, found: CaseFilter) -> CaseFilter:
        """A filter whose value may be typed as it is shown."""
        said = self.known.get(found.attribute)
        if said is None or not found.value:
            return found
        typed = found.value.casefold()
        meant = [written for written in said.values if self.value(found.attribute, written).casefold() == typed]
        return replace(found, value=meant[0]) if len(meant) == 1 and found.value not in said.values else found


def of_stage(stage: Stage) -> ListWords:
    """The words of the list of one survey."""
    return ListWords(column_values.words_of(stage))


def of_study(study: Study) -> ListWords:
    """The words of all lists of a study; of columns with one name the later one counts."""
    found: dict[str, ColumnWords] = {}
    for stage in study.stages:
        found |= column_values.words_of(stage)
    return ListWords(found)
