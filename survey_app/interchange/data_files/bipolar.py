"""Labelled codes on both sides of 0, as from -2 “much worse” to 2 “much better”: a scale, not codes for no answer."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count, pairwise
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.data_files.word_scales import ordered_words

__all__ = ["RAISED", "is_reason", "points_of", "raised", "reach_of"]

RAISED = N_("Its codes went below 0: they are counted from 1 here, with the same words.")
_FARTHEST, _LARGEST_CODE, _FEWEST = 10, 9_999, 2
_REASON = re.compile(
    r"^(?:refus(?:ed|al|é|ó)|verweiger(?:t|ung)|unknown|dk|ref|na)$"
    r"|\b(?:(?:refus(?:ed?|al)|declined?) to (?:answer|say|state|respond)|missing|skipped|no (?:answer|response|reply)"
    r"|(?:prefer|rather) not (?:to )?(?:answer|say|state)|not (?:answered|asked|applicable|stated)|inapplicable|inap\b"
    r"|(?:do not|don['’]?t|does not|doesn['’]?t) know|can(?:not| not|['’]t) (?:say|judge|tell|choose)|n/a\b"
    r"|no (?:sabe|sé|contesta|responde|procede|aplica)\b|rechaz[aoó] (?:contestar|responder)"
    r"|prefiero no (?:decir|contestar)|ns\b|nc\b|n[sc]/n[scr]|sin respuesta|keine? (?:angabe|antwort|auskunft)"
    r"|k\.? ?a\.?(?:\W|$)|weiss nicht|(?:antwort|auskunft) verweigert|nicht (?:zutreffend|gefragt|beantwortet)"
    r"|entfällt|ne sait pas|sans réponse|refus de répondre|sans objet|non concerné)"
    r"|不知道|不清楚|说不清|不适用|拒答|拒绝(?:回答|作答)|不(?:愿意?|想)回答|未回答|未作答|跳过|缺失"
)
"""What codes for no answer say in English, Spanish, Chinese, German and French, and no point of a scale does."""
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\d_]+")
_BINDS_NOTHING = frozenset(["not", "no", "nicht", "keine", "ne", "pas", "to", "zu", "de", "a", "the", "不"])


def reach_of(labels: Mapping[float, object], seen: Collection[float]) -> int:
    """How far a scale goes on both sides of 0; 0 where codes below 0 are no points of one.

    The labelled codes are one run through 0 with as many below as above; points between its ends may have no label. A
    scale without a middle has labels for all its points, two on either side at least, and they rise in words. A code
    below 0 that says why there is no answer is no point.

    >>> steps = dict.fromkeys(range(-2, 3), "step")
    >>> reach_of(steps, [3]), reach_of({-2: "low", 2: "high"}, [-2, -1, 0, 1]), reach_of({-9: "", 0: "", 1: ""}, [1])
    (2, 2, 0)
    >>> reach_of(steps | {-3: "Refused"}, [1]), reach_of({-1: "Refused", 0: "No", 1: "Yes"}, [1])
    (2, 0)
    >>> reach_of({-2: "Refused", -1: "Not sure", 0: "No", 1: "Yes", 2: "Partly"}, [1])
    0
    >>> reach_of({-2: "very bad", -1: "bad", 1: "good", 2: "very good"}, [1])
    2
    >>> reach_of({-2: "Prefer not to say", -1: "Not sure", 1: "Yes", 2: "No"}, [1])
    0
    """
    known, found = {*labels}, {*seen}
    reasons = {code for code, words in labels.items() if is_reason(words)}
    reach = _run(known) or _run(known | found, known)
    if reach and not any(-reach <= code < 0 for code in reasons):
        return reach
    points = {code: words for code, words in labels.items() if code not in reasons}
    rest = {*points}
    return _run(rest) or _run(rest | found - reasons, rest) or _without_middle(points, known | found)


def _run(codes: set[float], labelled: set[float] | None = None) -> int:
    above, below = _sides(codes)
    is_run = 0 in codes and above == below and {-below, above} <= (codes if labelled is None else labelled)
    return above if is_run else 0


def _without_middle(points: Mapping[float, object], known: set[float]) -> int:
    above, below = _sides({*points})
    is_run = above == below >= _FEWEST and 0 not in known and len(points) == 2 * above
    return above if is_run and _is_graded([str(points[code]) for code in sorted(points)]) else 0


def _is_graded(words: Sequence[str]) -> bool:
    """Whether words rise from one to the next: as a usual scale, or with one stem on either side and one at both ends.

    >>> _is_graded(["much worse", "worse", "better", "much better"]), _is_graded(["red", "green", "blue", "grey"])
    (True, False)
    """
    places = [place for _word, place in sorted(ordered_words(words).items(), key=lambda each: words.index(each[0]))]
    if places:
        return places in (sorted(places), sorted(places, reverse=True))
    stems = [{*_WORD.findall(each.casefold())} - _BINDS_NOTHING for each in words]
    half = len(stems) // 2
    sides = [*pairwise(stems[:half]), *pairwise(stems[half:]), (stems[0], stems[-1])]
    return all(one & other for one, other in sides)


def _sides(codes: set[float]) -> tuple[int, int]:
    above, below = (next(each for each in count(1) if sign * each not in codes) - 1 for sign in (1, -1))
    return above, below


def is_reason(words: object) -> bool:
    """Whether the words of a code say why there is no answer.

    >>> [is_reason(words) for words in ("Refused", "Keine Angabe", "NS/NC", "much worse")]
    [True, True, True, False]
    """
    return _REASON.search(str(words).casefold()) is not None


def points_of(cells: Sequence[str], labels: Mapping[Any, object], reach: int) -> list[int]:
    """The codes of the points from the lowest on; 0 is one where it has a label or answers, or others have no label.

    >>> points_of(["1"], {-1: "worse", 0: "same", 1: "better"}, 1), points_of([], dict.fromkeys([-2, -1, 1, 2], ""), 2)
    ([-1, 0, 1], [-2, -1, 1, 2])
    """
    has_middle = 0 in labels or "0" in cells or not {-reach, 1 - reach, reach - 1, reach} <= labels.keys()
    return [code for code in range(-reach, reach + 1) if code or has_middle]


def raised(
    cells: Sequence[str], labels: Mapping[Any, object], reach: int, missing: Iterable[tuple[float, float]]
) -> tuple[list[str], dict[Any, object]] | None:
    """The cells and labels with the points of the scale as 1, 2, 3 and so on, for questions hold no codes below 0.

    None where other codes, or those for no answer, are in the way of the new ones.

    >>> raised(["-1", "1", "", "97"], {-1: "worse", 0: "same", 1: "better", 97: "other"}, 1, [])
    (['1', '3', '', '97'], {1: 'worse', 2: 'same', 3: 'better', 97: 'other'})
    >>> raised(["-2", "1"], {-2: "worst", -1: "worse", 1: "better", 2: "best"}, 2, [])
    (['1', '3'], {1: 'worst', 2: 'worse', 3: 'better', 4: 'best'})
    >>> raised(["-1", "2"], {-1: "worse", 0: "same", 1: "better"}, 1, [])
    """
    codes = points_of(cells, labels, reach)
    last, place_of = len(codes), {code: place for place, code in enumerate(codes, start=1)}
    points = {str(code): str(place) for code, place in place_of.items()}
    others = {cell for cell in cells if cell} - points.keys()
    named = {code: words for code, words in labels.items() if isinstance(code, int | float) and code >= -reach}
    are_apart = all(cell.isdecimal() and last < int(cell) <= _LARGEST_CODE for cell in others)
    are_labels_apart = all(code <= reach or code > last for code in named)
    if reach > _FARTHEST or not are_apart or not are_labels_apart:
        return None
    if any(low <= last and high > reach for low, high in missing):
        return None
    new = {place_of.get(int(code), code) if code <= reach else code: words for code, words in named.items()}
    return [points.get(cell, cell) for cell in cells], new
