"""What a statement keeps once the panel was asked it: its words, and since 0005 its heading and its evidence too."""

from triggers import PANEL_TRIGGERS, replace_trigger

_WORDS = next(each for each in PANEL_TRIGGERS if each[0] == "item_words_frozen")
_LAST = "CAST(NEW.hint AS TEXT) <> CAST(OLD.hint AS TEXT)"
_MORE = (
    f"{_LAST} OR CAST(NEW.section AS TEXT) <> CAST(OLD.section AS TEXT) "
    "OR CAST(NEW.evidence AS TEXT) <> CAST(OLD.evidence AS TEXT)"
)
_WHOLE = (*_WORDS[:3], _WORDS[3].replace(_LAST, _MORE), _WORDS[4])


def freeze_whole_items() -> None:
    """A statement that was asked keeps everything that people read with it."""
    replace_trigger(_WORDS, _WHOLE)


def freeze_words_alone() -> None:
    """As before 0005: heading and evidence may change."""
    replace_trigger(_WHOLE, _WORDS)
