"""The codes that open answers stand under, with their themes, as a report holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from survey_app.stats.proportion import Proportion


@dataclass(frozen=True, slots=True)
class CodedTexts:
    """What the open answers to one question were put under: name and share of everybody who wrote something."""

    codes: tuple[tuple[str, Proportion], ...]
    themes: tuple[tuple[str, Proportion], ...]
    theme_of: tuple[str, ...] = ()
    """The theme of each code, in their order; "" for none."""
    answers: int = 0
    """How many wrote something."""
    code_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What codes are called in other languages, by their names."""
    theme_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def spoken(self, language: str) -> "CodedTexts":
        """The same with the names that codes and themes have in this language."""
        codes = names_in([name for name, _share in self.codes], self.code_words, language)
        themes = names_in([name for name, _share in self.themes], self.theme_words, language)
        return replace(
            self,
            codes=tuple((codes[name], share) for name, share in self.codes),
            themes=tuple((themes[name], share) for name, share in self.themes),
            theme_of=tuple(themes.get(name, name) for name in self.theme_of),
        )


def names_in(names: Sequence[str], words: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """Each name as it is in this language; all keep their own where two would read alike.

    >>> names_in(["Price", "Cost"], {"Price": {"es": "Precio"}}, "es")
    {'Price': 'Precio', 'Cost': 'Cost'}
    >>> names_in(["Price", "Cost"], {"Price": {"es": "Coste"}, "Cost": {"es": "Coste"}}, "es")
    {'Price': 'Price', 'Cost': 'Cost'}
    """
    found = {name: words.get(name, {}).get(language) or name for name in names}
    is_apart = len({name.casefold() for name in found.values()}) == len(found)
    return found if is_apart else {name: name for name in names}
