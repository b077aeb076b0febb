"""Writing the options of a question of which people tick all that apply: each is a statement of its own."""

from collections.abc import Collection, Mapping, Sequence

from survey_app.exceptions import N_, Refusal
from survey_app.models import Item, Stage
from survey_app.services import items, several

Words = Mapping[str, str]
"""A text by language."""


class OptionsUnfit(Refusal):
    """What was written makes no options to tick."""

    status = 422


def put(stage: Stage, item: Item, question: Words, options: Sequence[Words]) -> None:
    """Make a statement an option of a question, with `options` beside it; the words of a question are those of all.

    A statement that is no option yet becomes the first of `options`. Without any it joins those that have this
    question already.
    """
    scale = several.scale(question)
    rows = items.of_stage(stage.id, active=True)
    theirs = [each for each in rows if each.own_scale == scale and each is not item]
    is_one = several.is_several(item.own_scale)
    now = several.options_of(item, rows) if is_one else []
    _check(options, {each.id: each for each in (*theirs, *now)}.values(), has_none=not (theirs or is_one))
    more = list(options)
    if is_one:
        for each in now:
            if each.own_scale != scale:
                items.change(each, each.text, each.hint, own_scale=scale)
    else:
        words = more.pop(0) if more and not theirs else item.text
        items.change(item, words, item.hint, own_scale=scale)
    added = [items.add(stage, words, section=item.section, own_scale=scale) for words in more]
    _together(stage, item, added)


def _check(options: Sequence[Words], already: Collection[Item], *, has_none: bool) -> None:
    languages = [next(iter(words), "") for words in options]
    texts = [items.bare(words.get(language, "")) for words, language in zip(options, languages, strict=True)]
    there = {items.bare(each.text.get(language, "")) for each in already for language in set(languages)}
    least, most = (several.FEWEST if has_none else 0), several.MOST
    if len(options) < least or len(already) + len(options) > most:
        raise OptionsUnfit(N_("Write %(least)s to %(most)s options, one a line."), least=several.FEWEST, most=most)
    if len(set(texts)) < len(texts) or there & set(texts):
        raise OptionsUnfit(N_("Two options have the same words: nobody could tell them apart."))
    if any(len(words) > items.LONGEST_TEXT for each in options for words in each.values()):
        raise OptionsUnfit(N_("Shorten every option to at most %(most)s characters."), most=items.LONGEST_TEXT)
    if len({frozenset(each) for each in options}) > 1:
        raise OptionsUnfit(N_("Write the same number of options in every language, in the same order."))


def _together(stage: Stage, item: Item, added: Sequence[Item]) -> None:
    """The new options stand after the last one that was there."""
    if not added:
        return
    rows = [each for each in items.of_stage(stage.id, active=True) if each not in added]
    there = several.options_of(item, rows)
    place = rows.index(there[-1]) + 1 if there else len(rows)
    items.put_in_order([*rows[:place], *added, *rows[place:]])
