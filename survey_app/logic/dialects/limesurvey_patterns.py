"""Patterns of LimeSurvey (`/^a.c$/i`) and ours, and plain texts written as patterns."""

from survey_app.exceptions import N_
from survey_app.logic.dialects.limesurvey_names import refused
from survey_app.logic.tree import Call, Constant, Expression

_SPECIAL = set(".^$*+?()[]{}|\\/")


def pattern_call(pattern: Expression, subject: Expression) -> Call:
    """`regexMatch("/^a/i", X)` as `matches`, or as `contains`, `starts`, `ends` where nothing but letters stands in it."""
    if not isinstance(pattern, Constant) or not isinstance(pattern.value, str) or len(pattern.value) < 2:  # noqa: PLR2004
        raise refused(N_("A pattern has to be written out between / and /."))
    body, _, flags = pattern.value[1:].rpartition(pattern.value[0])
    if set(flags) - set("iumsD") or pattern.value[0].isalnum() or pattern.value[0] in "\\ ":
        raise refused(N_("A pattern has to be written out between / and /."))
    kept = "".join(flag for flag in "ims" if flag in flags)
    if not kept and (literal := _literal(body)):
        return Call(literal[0], (subject, Constant(literal[1])))
    return Call("matches", (subject, Constant((f"(?{kept})" if kept else "") + body.replace("\\/", "/"))))


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
    """The pattern that does what `contains`, `starts`, `ends` or `matches` does.

    >>> pattern_for("starts", "a.b"), pattern_for("matches", "(?i)x/y")
    ('/^a\\\\.b/', '/x\\\\/y/i')
    """
    if name == "matches":
        flags = ""
        if words.startswith("(?") and ")" in words and set(words[2 : words.index(")")]) <= set("ims"):
            flags, words = words[2 : words.index(")")], words[words.index(")") + 1 :]
        return f"/{_slashes(words)}/{flags}"
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
