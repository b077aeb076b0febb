"""Patterns of LimeSurvey (`/^a.c$/i`) and ours, and plain texts written as patterns."""

from survey_app.exceptions import N_
from survey_app.logic.dialects.limesurvey_names import refused
from survey_app.logic.tree import Call, Constant, Expression

_SPECIAL = set(".^$*+?()[]{}|\\/")


def whole_pattern(written: str) -> str | None:
    """A pattern that a whole text has to fit, from LimeSurvey's `/…/` that some part of it has to; None: it is none.

    >>> whole_pattern("/^[A-Z]+$/"), whole_pattern("/ab/i"), whole_pattern("nonsense")
    ('[A-Z]+', '(?i)(?s:.*)(?:ab)(?s:.*)', None)
    """
    text = written.strip()
    mark = text[:1]
    if not mark or mark.isalnum() or mark in "\\ " or mark not in text[1:]:
        return None
    body, _, flags = text[1:].rpartition(mark)
    if set(flags) - set("iumsD"):
        return None
    body = body.replace(f"\\{mark}", mark)
    kept = "".join(flag for flag in "ims" if flag in flags)
    prefix = f"(?{kept})" if kept else ""
    if body.startswith("^(?:") and body.endswith(")$"):
        return prefix + body[4:-2]
    if body.startswith("^") and body.endswith("$") and not body.endswith("\\$") and "|" not in body:
        return prefix + body[1:-1]
    return f"{prefix}(?s:.*)(?:{body})(?s:.*)"


def pattern_call(pattern: Expression, subject: Expression) -> Call:
    """`regexMatch("/^a/i", X)` as `matches`; as `contains`, `starts`, `ends` where only plain letters stand in it."""
    if not isinstance(pattern, Constant) or not isinstance(pattern.value, str):
        raise refused(N_("A pattern has to be written out between / and /."))
    whole = whole_pattern(pattern.value)
    if whole is None:
        raise refused(N_("A pattern has to be written out between / and /."))
    text = pattern.value.strip()
    if text.startswith("/") and text.endswith("/") and (literal := _literal(text[1:-1])):
        return Call(literal[0], (subject, Constant(literal[1])))
    return Call("matches", (subject, Constant(whole)))


def _literal(body: str) -> tuple[str, str] | None:
    """The function and the plain letters of a pattern without anything special in it."""
    begins, ends = body.startswith("^"), body.endswith("$") and not body.endswith("\\$")
    core = body[int(begins) : len(body) - int(ends)]
    letters, place = "", 0
    while place < len(core):
        is_escaped = core[place] == "\\" and place + 1 < len(core) and core[place + 1] in _SPECIAL
        if core[place] in _SPECIAL and not is_escaped:
            return None
        place += int(is_escaped)
        letters += core[place]
        place += 1
    if not letters or (begins and ends):
        return None
    return ("starts" if begins else "ends" if ends else "contains"), letters


def pattern_for(name: str, words: str) -> str:
    r"""The pattern that does there what `contains`, `starts`, `ends` or `matches` does here.

    >>> pattern_for("starts", "a.b"), pattern_for("matches", "(?i)x/y")
    ('/^a\\.b/', '/^(?:x\\/y)$/i')
    """
    if name == "matches":
        flags = ""
        if words.startswith("(?") and ")" in words and set(words[2 : words.index(")")]) <= set("ims"):
            flags, words = words[2 : words.index(")")], words[words.index(")") + 1 :]
        return f"/^(?:{_slashes(words)})$/{flags}"
    literal = "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in words)
    return f"/{'^' if name == 'starts' else ''}{literal}{'$' if name == 'ends' else ''}/"


def _slashes(pattern: str) -> str:
    """The pattern with every bare slash escaped."""
    found, place = "", 0
    while place < len(pattern):
        step = 2 if pattern[place] == "\\" else 1
        found += "\\/" if pattern[place] == "/" else pattern[place : place + step]
        place += step
    return found
