"""Reading which languages a questionnaire is written in."""

from babel import Locale, UnknownLocaleError
from werkzeug.datastructures import MultiDict

from survey_app.questions.reading import LANGUAGE
from survey_app.vocabulary import LANGUAGES

Posted = MultiDict[str, str]


def read_languages(posted: Posted, present: tuple[str, ...]) -> tuple[str, ...]:
    """The chosen languages with the questionnaire's own first; empty when what was sent makes no sense.

    Beside those of the interface it may be any other, by its code; one that is present stays as long as it is ticked.
    """
    another = posted.get("another", "").strip().replace("-", "_")
    if another and not _is_language(another):
        return ()
    offered = tuple(dict.fromkeys((*LANGUAGES, *present, *([another] if another else []))))
    own = posted.get("own", "")
    if own not in offered:
        return ()
    ticked = [*posted.getlist("language"), another]
    return (own, *(language for language in offered if language in ticked and language != own))


def _is_language(code: str) -> bool:
    """Whether a code names a language that is known, such as `fr`, `pt_BR` or `ar`."""
    if not LANGUAGE.fullmatch(code):
        return False
    try:
        Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return False
    return True
