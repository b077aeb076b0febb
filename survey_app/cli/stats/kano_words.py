"""The usual words of Kano files in several languages: their columns, the letters, and the five answers to a pair."""

import re
from collections.abc import Collection
from dataclasses import replace

from survey_app.cli.stats.reading import Sheet
from survey_app.questions.words import KANO_ANSWERS

__all__ = ["CATEGORY", "LETTERS", "LONG", "TOTALS", "letter_of", "usual_place", "with_usual_columns"]

LONG = ("feature", "functional", "dysfunctional")
LETTERS = ("A", "O", "M", "I", "R", "Q")
CATEGORY = "category"
_COLUMNS = {
    "feature": (
        "requirement, attribute, item, quality attribute, product feature, function, need, característica, atributo, "
        "requisito, funcionalidad, función, criterion, criterio, funktion, kriterium, produktmerkmal, "
        "merkmal, eigenschaft, anforderung, 功能, 需求, 特性, 属性, 指标, 需求项, 功能点"
    ),
    "functional": (
        "positive, with, present, presence, func, pos, funcional, positiva, positivo, con, presencia, funktional, "
        "positiv, vorhanden, 正向, 正向问题, 正向题, 具备, 提供, 有"
    ),
    "dysfunctional": (
        "negative, without, absent, absence, dysfunc, dys, neg, disfuncional, negativa, negativo, sin, ausencia, "
        "dysfunktional, negativ, nicht vorhanden, 反向, 反向问题, 反向题, 负向, 负向问题, 不具备, 不提供, 无, 没有"
    ),
    CATEGORY: "kano category, kano, letter, classification, categoría, kategorie, einstufung, 类别, 分类, 归类",
    "A": (
        "attractive, attract, delighter, delighters, excitement, exciter, exciters, atractivo, atractiva, deleitante, "
        "begeisterung, begeisternd, attraktiv, 魅力, 兴奋"
    ),
    "O": (
        "one-dimensional, one dimensional, onedimensional, one_dimensional, performance, linear, p, satisfier, "
        "satisfiers, unidimensional, lineal, desempeño, rendimiento, leistung, eindimensional, 期望, 一维, 一元, 线性"
    ),
    "M": (
        "must-be, must be, must-have, must have, mustbe, must, must_be, basic, basics, dissatisfier, obligatorio, "
        "obligatoria, básico, básica, imprescindible, requerido, basis, muss, grund, 必备, 必须, 必需, 基本, 基础, 当然"
    ),
    "I": (
        "indifferent, indifference, neutral, indiferente, indifferenz, unerheblich, unerhebliche, gleichgültig, "
        "无差异, 无差别, 无关"
    ),
    "R": (
        "reverse, reversal, reversed, inverso, inversa, inverse, contrario, rückweisung, rückweisend, ablehnung, "
        "umgekehrt, reverso, reversa, 反向型, 反向属性, 反向需求, 反向型需求, 反向质量, 逆向, 反转"
    ),
    "Q": (
        "questionable, skeptical, sceptical, doubtful, dudoso, dudosa, cuestionable, fragwürdig, fraglich, "
        "zweifelhaft, 可疑, 可疑结果, 疑问, 矛盾, 有问题"
    ),
}
_CALLED = {word: name for name, words in _COLUMNS.items() for word in (name.casefold(), *words.split(", "))}
_TOTALS = (
    "n, total, sum, all, base, respondents, responses, suma, muestra, summe, gesamt, insgesamt, "
    "合计, 总计, 总数, 样本量"
)
TOTALS = frozenset(_TOTALS.split(", "))
"""What the column is called that says from how many people the letters of a feature come."""
_TAILS = re.compile(
    r"[\s_.-]*(?:answers?|responses?|questions?|respuestas?|preguntas?|antwort|frage|回答|答案|"
    r"quality|requirements?|attributes?|features?|-?(?:merkmale?|faktor(?:en)?|anforderung(?:en)?|eigenschaft(?:en)?)|"
    r"型?(?:需求|属性|质量|品质|要素|因素|特性)|型)$"
)
_LETTER = re.compile(r"(?P<word>.*?)[\s_]*[(\uff08](?P<letter>[aomirq])[)\uff09]")
_COUNTED = re.compile(
    r"[\s_]*(?:[(\uff08]?%[)\uff09]?|[(\uff08]n[)\uff09]|counts?|per ?cent|shares?|频数|次数|占比|比例)$"
)
_SHARED = re.compile(r"(?:%[)\uff09]?|per ?cent|shares?|占比|比例)$")
_FIGURE = re.compile(r"[0-9][0-9.,]*")

_LIKE = (
    "like, i like it, i like, i enjoy it, i like it that way, i enjoy it that way, this would be very helpful to me, "
    "me gusta, me gusta así, me gusta mucho, me gustaría, me gustaría mucho, me encanta, me encantaría, me agrada, "
    "das würde mich sehr freuen, würde mich sehr freuen, das würde mich freuen, das freut mich, freut mich, "
    "gefällt mir, das gefällt mir, mag ich, 喜欢, 我喜欢, 很喜欢, 我很喜欢, 非常喜欢, 满意, 感到满意, 很满意, 非常满意"
)
_MUST = (
    "must be, must-be, must have, expect, expect it, i expect it, i expect it that way, it must be that way, "
    "it must be, basic, it is a basic necessity, it is a basic necessity or i expect it that way, "
    "this is a basic requirement for me, lo espero, espero que sea así, debe ser así, debería ser así, es básico, "
    "es algo básico, es necesario, lo espero así, tiene que ser así, lo doy por hecho, "
    "das setze ich voraus, setze ich voraus, das erwarte ich, erwarte ich, das muss so sein, muss so sein, "
    "selbstverständlich, das ist selbstverständlich, "
    "必须这样, 应该这样, 理应如此, 它理应如此, 理所当然, 理所应当, 必须如此, 应该如此, 必须有, 应该的"
)
_NEUTRAL = (
    "neutral, i am neutral, i'm neutral, i feel neutral, indifferent, i don't care, i do not care, don't care, "
    "this would not affect me, no me afecta, neutro, me resulta indiferente, "
    "me da igual, me es indiferente, indiferente, soy neutral, das ist mir egal, ist mir egal, egal, gleichgültig, "
    "无所谓, 中立, 没感觉, 没有感觉"
)
_LIVE = (
    "live with, live with it, can live with it, i can live with it, i can live with it that way, tolerate, "
    "i can tolerate it, i can tolerate it that way, can tolerate, accept, i can accept it, "
    "i dislike it but i can live with it, i dislike it but i can live with it that way, "
    "this would be a minor inconvenience, no me gusta pero lo tolero, no me gusta pero lo acepto, "
    "no me gusta pero puedo tolerarlo, no me gusta pero puedo vivir con ello, lo puedo tolerar, lo acepto, "
    "puedo tolerarlo, puedo vivir con ello, puedo aceptarlo, lo tolero, das könnte ich in kauf nehmen, "
    "das könnte ich eventuell in kauf nehmen, könnte ich in kauf nehmen, das nehme ich in kauf, nehme ich in kauf, "
    "damit kann ich leben, das nehme ich gerade noch hin, nehme ich hin, "
    "能忍受, 可以忍受, 勉强接受, 可以接受, 能接受, 勉强忍受"
)
_DISLIKE = (
    "dislike, i dislike it, i dislike, i dislike it that way, i don't like it, i do not like it, "
    "i dislike it and i can't accept it, i dislike it and cannot accept it, this would be a major problem for me, "
    "no me gusta, no me gusta y no lo tolero, no me gusta y no lo acepto, me desagrada, me molesta, "
    "me disgusta, no me gusta así, das würde mich sehr stören, würde mich sehr stören, das würde mich stören, "
    "das stört mich, das stört mich sehr, stört mich, das gefällt mir nicht, gefällt mir nicht, mag ich nicht, "
    "不喜欢, 我不喜欢, 很不喜欢, 我很不喜欢, 非常不喜欢, 不满意, 感到不满, 很不满意, 非常不满意"
)
_USUAL = (_LIKE, _MUST, _NEUTRAL, _LIVE, _DISLIKE)
_PLACES = {word: float(place) for place, words in enumerate(_USUAL, 1) for word in words.split(", ")} | {
    word.casefold().replace(",", ""): float(place)
    for place, labels in enumerate(KANO_ANSWERS, 1)
    for word in labels.values()
}


def usual_place(word: str) -> float | None:
    """The place of an answer from like (1) to dislike (5); None for words that are not known.

    >>> usual_place("I expect it"), usual_place("能忍受。"), usual_place("No me gusta"), usual_place("maybe")
    (2.0, 4.0, 5.0, None)
    >>> usual_place("I dislike it, but I can live with it that way")
    4.0
    """
    plain = word.casefold().replace("’", "'").replace(",", " ").replace("\uff0c", " ")
    return _PLACES.get(" ".join(plain.split()).strip(" .。!"))


def with_usual_columns(sheet: Sheet, kept: Collection[str] = ()) -> Sheet:
    """A long file, or one of counts by letter, whose columns have other usual names, under ours; not those `kept`.

    Of several columns that could be one of ours it is the one that is called so itself, else the first. Figures under
    a name such as “A %” get the sign that their column has.
    """
    low = {name.strip().casefold() for name in kept}
    ours = [name if name.casefold() in low else _called(name) for name in sheet.names]
    chosen: dict[str, int] = {}
    for place, (name, theirs) in enumerate(zip(ours, sheet.names, strict=True)):
        if name not in chosen or name.casefold() == theirs.casefold():
            chosen[name] = place
    header = tuple(
        name if chosen[name] == place else theirs
        for place, (name, theirs) in enumerate(zip(ours, sheet.names, strict=True))
    )
    if {*LETTERS[:4]} <= {*header} and "R" not in header and LONG[1] not in header:
        header = tuple("R" if name == LONG[2] else name for name in header)
    header = _with_other_letters(header)
    is_ours = {*LONG} <= {*header} or {*LETTERS[:4]} <= {*header} or {"feature", CATEGORY} <= {*header}
    if len(set(header)) < len(header) or not is_ours:
        return sheet
    shared = {
        place
        for place, (name, theirs) in enumerate(zip(header, sheet.names, strict=True))
        if name in LETTERS and _SHARED.search(theirs.strip().casefold())
    }
    rows = tuple(
        tuple(f"{cell}%" if place in shared and _FIGURE.fullmatch(cell) else cell for place, cell in enumerate(row))
        for row in sheet.table.rows
    )
    return replace(sheet, table=replace(sheet.table, header=header, rows=rows if shared else sheet.table.rows))


def _with_other_letters(header: tuple[str, ...]) -> tuple[str, ...]:
    """Letters of words in other languages, where no M stands: U, P or L for O, and O (obligatorio) or B for M.

    >>> _with_other_letters(("feature", "A", "U", "O", "I", "R", "D"))
    ('feature', 'A', 'O', 'M', 'I', 'R', 'Q')
    >>> _with_other_letters(("feature", "A", "P", "O", "I", "C", "D")), _with_other_letters(("A", "O", "B", "I"))
    (('feature', 'A', 'O', 'M', 'I', 'R', 'Q'), ('A', 'O', 'M', 'I'))
    """
    there = {name.strip().upper() for name in header}
    if "M" in there or not {"A", "I"} <= there:
        return header
    linear = next((letter for letter in ("U", "P", "L") if letter in there), None)
    must = "B" if "B" in there and (linear is None) == ("O" in there) else "O" if linear and "O" in there else None
    if must is None:
        return header
    turned = {must: "M", linear or "O": "O"}
    if "R" not in there and {"C", "D"} <= there:
        turned["C"] = "R"
    if "Q" not in there and (last := next((letter for letter in ("D", "C") if letter in there), None)):
        turned.setdefault(last, "Q")
    return tuple(turned.get(name.strip().upper(), name) for name in header)


def letter_of(word: str) -> str | None:
    """The letter that a word stands for; None for one that is not known.

    >>> letter_of("m"), letter_of("Begeisterungsmerkmal"), letter_of("Must-be (M)"), letter_of("魅力属性")
    ('M', 'A', 'M', 'A')
    """
    found = "R" if word.strip() == "反向" else _called(word)
    return found if found in LETTERS else None


def _called(name: str) -> str:
    """What a column is called here; as it stands where its name says nothing known.

    >>> _called("Feature"), _called("Functional answer"), _called("Attractive (A)"), _called("M %"), _called("sex")
    ('feature', 'functional', 'A', 'M', 'sex')
    """
    bare = _COUNTED.sub("", " ".join(name.casefold().split()))
    lettered = _LETTER.fullmatch(bare)
    if lettered and _known(lettered["word"]) == lettered["letter"].upper():
        bare = lettered["word"]
    return _known(bare) or name


def _known(word: str) -> str | None:
    bare = _TAILS.sub("", word)
    return _CALLED.get(word) or _CALLED.get(bare) or _CALLED.get(bare.removesuffix("s"))
