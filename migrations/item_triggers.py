"""What a statement keeps once the panel was asked it: its words, and since 0005 its heading and its evidence too.

Since 0006 also whether it is weighed or answered in one's own words.
"""

from triggers import PANEL_TRIGGERS, replace_trigger

_WORDS = next(each for each in PANEL_TRIGGERS if each[0] == "item_words_frozen")
_LAST = "CAST(NEW.hint AS TEXT) <> CAST(OLD.hint AS TEXT)"
_MORE = (
    f"{_LAST} OR CAST(NEW.section AS TEXT) <> CAST(OLD.section AS TEXT) "
    "OR CAST(NEW.evidence AS TEXT) <> CAST(OLD.evidence AS TEXT)"
)
_WHOLE = (*_WORDS[:3], _WORDS[3].replace(_LAST, _MORE), _WORDS[4])
_ASKED = (*_WHOLE[:3], _WHOLE[3].replace(_MORE, f"{_MORE} OR NEW.asked <> OLD.asked"), _WHOLE[4])


def freeze_whole_items() -> None:
    """A statement that was asked keeps everything that people read with it."""
    replace_trigger(_WORDS, _WHOLE)


def freeze_words_alone() -> None:
    """As before 0005: heading and evidence may change."""
    replace_trigger(_WHOLE, _WORDS)


def freeze_what_is_asked() -> None:
    """A statement that was asked stays one, and so does an open question."""
    replace_trigger(_WHOLE, _ASKED)


def freeze_words_and_reading() -> None:
    """As before 0006."""
    replace_trigger(_ASKED, _WHOLE)
