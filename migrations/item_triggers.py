"""What a statement keeps once the panel was asked it: its words, and since 0005 its heading and its evidence too.

Since 0006 also whether it is weighed or answered in one's own words, and since 0010 the scale it has of its own. Since
0009 its words may become what the newest correction says, and nothing else.
"""

from triggers import PANEL_TRIGGERS, create_each, drop_each, replace_trigger

_WORDS = next(each for each in PANEL_TRIGGERS if each[0] == "item_words_frozen")
_LAST = "CAST(NEW.hint AS TEXT) <> CAST(OLD.hint AS TEXT)"
_MORE = (
    f"{_LAST} OR CAST(NEW.section AS TEXT) <> CAST(OLD.section AS TEXT) "
    "OR CAST(NEW.evidence AS TEXT) <> CAST(OLD.evidence AS TEXT)"
)
_WHOLE = (*_WORDS[:3], _WORDS[3].replace(_LAST, _MORE), _WORDS[4])
_ASKED = (*_WHOLE[:3], _WHOLE[3].replace(_MORE, f"{_MORE} OR NEW.asked <> OLD.asked"), _WHOLE[4])
_TEXTS = f"CAST(NEW.text AS TEXT) <> CAST(OLD.text AS TEXT) OR {_LAST}"
_CORRECTED = (
    f"(({_TEXTS}) AND NOT EXISTS (SELECT 1 FROM item_correction AS c WHERE c.item_id = OLD.id "
    "AND c.id = (SELECT max(id) FROM item_correction WHERE item_id = OLD.id) "
    "AND CAST(c.text AS TEXT) = CAST(NEW.text AS TEXT) AND CAST(c.hint AS TEXT) = CAST(NEW.hint AS TEXT)))"
)
_BUT_CORRECTED = (*_ASKED[:3], _ASKED[3].replace(_TEXTS, _CORRECTED), _ASKED[4])
_CORRECTIONS = (
    (
        "item_correction_as_it_stands",
        "item_correction",
        "INSERT",
        (
            "NOT EXISTS (SELECT 1 FROM item WHERE item.id = NEW.item_id "
            "AND CAST(item.text AS TEXT) = CAST(NEW.text_before AS TEXT) "
            "AND CAST(item.hint AS TEXT) = CAST(NEW.hint_before AS TEXT))"
        ),
        "a correction begins with the words as they stand",
    ),
    (
        "item_correction_unchangeable",
        "item_correction",
        "UPDATE",
        (
            "NEW.id <> OLD.id OR NEW.item_id <> OLD.item_id OR NEW.at <> OLD.at OR NEW.reason <> OLD.reason OR "
            + " OR ".join(
                f"CAST(NEW.{name} AS TEXT) <> CAST(OLD.{name} AS TEXT)"
                for name in ("text_before", "text", "hint_before", "hint")
            )
            + " OR (NEW.account_id IS NOT NULL AND COALESCE(OLD.account_id, 0) <> NEW.account_id)"
        ),
        "a correction is never changed",
    ),
    (
        "item_correction_kept",
        "item_correction",
        "DELETE",
        "EXISTS (SELECT 1 FROM item WHERE item.id = OLD.item_id)",
        "a correction is never removed",
    ),
)

_KIND = "NEW.asked <> OLD.asked"
_SCALE = f"{_KIND} OR CAST(NEW.own_scale AS TEXT) <> CAST(OLD.own_scale AS TEXT)"
_OWN = (*_BUT_CORRECTED[:3], _BUT_CORRECTED[3].replace(_KIND, _SCALE), _BUT_CORRECTED[4])


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


def freeze_but_for_corrections() -> None:
    """A statement that was asked takes the words of its newest correction, which stays as it was written."""
    replace_trigger(_ASKED, _BUT_CORRECTED)
    create_each(_CORRECTIONS)


def freeze_what_is_asked_again() -> None:
    """As before 0009: no word changes, and there are no corrections."""
    drop_each(_CORRECTIONS)
    replace_trigger(_BUT_CORRECTED, _ASKED)


def freeze_own_scales() -> None:
    """A statement that was asked keeps the scale it was answered on."""
    replace_trigger(_BUT_CORRECTED, _OWN)


def freeze_without_own_scales() -> None:
    """As before 0010."""
    replace_trigger(_OWN, _BUT_CORRECTED)
