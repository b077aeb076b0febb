"""What moved between two surveys in one sentence: what rose, what fell, and how much shows no change.

A direction is claimed only where the interval of the change leaves out 0; what cannot be compared is not counted.
"""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports.words import Words, capital, fitting, shortened
from survey_app.stats.waves import WaveChange

_MOST_NAMED, _LONGEST_NAME = 3, 40
_RISEN = (
    N_("risen: %(names)s"),
    N_("%(count)s figures have risen, most: %(names)s"),
    N_("%(count)s figure has risen"),
    N_("%(count)s figures have risen"),
)
_FALLEN = (
    N_("fallen: %(names)s"),
    N_("%(count)s figures have fallen, most: %(names)s"),
    N_("%(count)s figure has fallen"),
    N_("%(count)s figures have fallen"),
)
"""Named all, named the largest with how many in all, and counted: one, several."""


def finding(moved: Sequence[tuple[str, WaveChange]], words: Words) -> str:
    """The sentence over changes of one kind, each with its name; empty where none can be compared."""
    known = [(name, each) for name, each in moved if not each.barriers and each.interval is not None]
    rose = _largest_first([(name, each) for name, each in known if each.interval and each.interval.low > 0])
    fell = _largest_first([(name, each) for name, each in known if each.interval and each.interval.high < 0])
    same = len(known) - len(rose) - len(fell)
    if not known:
        return ""
    if same == len(known):
        one = N_("The one figure that can be compared shows no change beyond the margin")
        several = N_("None of %(count)s figures changed beyond the margin")
        return words.say(one) if same == 1 else words.say(several, count=words.count(same))
    rest = [_rest(same, words)] if same else []
    tries = [
        [*_told(rose, _RISEN, most, words), *_told(fell, _FALLEN, most, words)] for most in range(_MOST_NAMED, -1, -1)
    ]
    return fitting(*(_joined([*told, *rest], words) for told in tries))


def _largest_first(moved: Sequence[tuple[str, WaveChange]]) -> list[str]:
    return [name for name, _change in sorted(moved, key=lambda each: -abs(each[1].value or 0.0))]


def _told(names: Sequence[str], messages: tuple[str, str, str, str], most: int, words: Words) -> list[str]:
    """What moved one way by its names; how many where there are more than may be told, the largest changes named."""
    if not names:
        return []
    all_of, most_of, one, several = messages
    shown = words.say(N_(", ")).join(shortened(name, _LONGEST_NAME) for name in names[:most])
    count = words.count(len(names))
    if not most:
        return [words.say(one if len(names) == 1 else several, count=count)]
    return [words.say(all_of if len(names) <= most else most_of, names=shown, count=count)]


def _rest(same: int, words: Words) -> str:
    one = N_("%(count)s figure without a change beyond the margin")
    several = N_("%(count)s figures without a change beyond the margin")
    return words.say(one if same == 1 else several, count=words.count(same))


def _joined(parts: Sequence[str], words: Words) -> str:
    return capital(words.say(N_("; ")).join(parts))
