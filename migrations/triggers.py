"""Triggers that keep promises below the application, in the dialect of the database that is migrated.

Each entry: name, table, event, condition on OLD/NEW, message. The condition is plain SQL that both databases read.
"""

from alembic import op

TRIGGERS = (
    (
        "version_frozen",
        "version",
        "UPDATE",
        (
            "OLD.state = 'published' AND (NEW.state <> OLD.state OR NEW.number <> OLD.number "
            "OR NEW.stage_id <> OLD.stage_id OR NEW.revision <> OLD.revision "
            "OR CAST(NEW.definition AS TEXT) <> CAST(OLD.definition AS TEXT))"
        ),
        "a published version cannot be changed",
    ),
    (
        "stage_level_frozen",
        "stage",
        "UPDATE",
        "OLD.state <> 'draft' AND (NEW.level <> OLD.level OR NEW.state = 'draft')",
        "the level of anonymity is frozen once a stage has opened",
    ),
    (
        "audit_entry_unchangeable",
        "audit_entry",
        "UPDATE",
        "NEW.act <> OLD.act OR NEW.subject <> OLD.subject OR NEW.reason <> OLD.reason OR NEW.at <> OLD.at",
        "the audit log only grows",
    ),
)


_STATE = "(SELECT state FROM panel_round WHERE id = {row}.round_id)"
_ASKED = "('draft', 'scheduled')"
_ENDED = "('analysed', 'released')"


def _frozen(table: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """Rows that come only with the mix of a closed round, and go only with the round or by an erasure."""
    return (
        (
            f"{table}_only_by_the_mix",
            table,
            "INSERT",
            (
                f"{_STATE.format(row='NEW')} <> 'closed' OR NOT EXISTS "
                "(SELECT 1 FROM batch WHERE batch.round_id = NEW.round_id AND batch.phase = 'closed')"
            ),
            "a round takes answers only by the mix after its close",
        ),
        (
            f"{table}_kept",
            table,
            "DELETE",
            (
                f"{_STATE.format(row='OLD')} IN {_ENDED} AND NOT EXISTS "
                "(SELECT 1 FROM erasure WHERE erasure.round_id = OLD.round_id AND NOT erasure.done)"
            ),
            "a closed round cannot be changed",
        ),
    )


PANEL_TRIGGERS = (
    (
        "panel_round_moves",
        "panel_round",
        "UPDATE",
        (
            "(OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ("
            "'draft>scheduled', 'draft>open', 'draft>cancelled', 'scheduled>draft', 'scheduled>open', "
            "'scheduled>cancelled', 'open>paused', 'open>closing', 'open>closed', 'open>cancelled', 'paused>open', "
            "'paused>closed', 'paused>cancelled', 'closing>open', 'closing>closed', 'closing>cancelled', "
            "'closed>open', 'closed>analysed', 'closed>cancelled', 'analysed>released'))"
            f" OR (OLD.state IN {_ENDED} AND (NEW.number <> OLD.number OR NEW.purpose <> OLD.purpose "
            "OR NEW.begun <> OLD.begun OR CAST(NEW.flow AS TEXT) <> CAST(OLD.flow AS TEXT) "
            "OR NEW.stage_id <> OLD.stage_id OR CAST(NEW.receipts AS TEXT) <> CAST(OLD.receipts AS TEXT)))"
        ),
        "a round does not move this way",
    ),
    (
        "panel_round_kept",
        "panel_round",
        "DELETE",
        f"OLD.state IN {_ENDED} AND EXISTS (SELECT 1 FROM stage WHERE id = OLD.stage_id)",
        "a closed round is never removed",
    ),
    *_frozen("rating"),
    *_frozen("vote"),
    *_frozen("reason"),
    ("rating_unchangeable", "rating", "UPDATE", "OLD.round_id IS NOT NULL", "a rating is never changed"),
    ("vote_unchangeable", "vote", "UPDATE", "OLD.round_id IS NOT NULL", "a vote is never changed"),
    (
        "reason_as_written",
        "reason",
        "UPDATE",
        (
            "NEW.key <> OLD.key OR NEW.text <> OLD.text OR NEW.round_id <> OLD.round_id OR NEW.item_id <> OLD.item_id "
            f"OR NEW.side <> OLD.side OR {_STATE.format(row='OLD')} = 'released'"
        ),
        "a reason stays as it was written",
    ),
    (
        "idea_as_written",
        "idea",
        "UPDATE",
        "NEW.key <> OLD.key OR NEW.text <> OLD.text OR NEW.stage_id <> OLD.stage_id",
        "an idea stays as it was written",
    ),
    *(
        (
            f"inbox_fence_{event.lower()}",
            "inbox_sheet",
            event,
            (
                "EXISTS (SELECT 1 FROM batch LEFT JOIN panel_round ON panel_round.id = batch.round_id "
                "WHERE batch.id = NEW.batch_id AND (batch.phase <> 'collecting' "
                "OR (panel_round.id IS NOT NULL AND panel_round.state NOT IN ('open', 'closing'))))"
            ),
            "this batch takes no more sheets",
        )
        for event in ("INSERT", "UPDATE")
    ),
    (
        "turnout_fence",
        "turnout",
        "INSERT",
        f"{_STATE.format(row='NEW')} NOT IN ('open', 'closing', 'closed')",
        "this round takes no more answers",
    ),
    ("turnout_unchangeable", "turnout", "UPDATE", "OLD.round_id IS NOT NULL", "the roll of a round is never changed"),
    (
        "turnout_kept",
        "turnout",
        "DELETE",
        f"{_STATE.format(row='OLD')} IN {_ENDED} AND EXISTS (SELECT 1 FROM panellist WHERE id = OLD.panellist_id)",
        "the roll of a closed round is never changed",
    ),
    (
        "panellist_kept",
        "panellist",
        "DELETE",
        (
            "EXISTS (SELECT 1 FROM stage WHERE id = OLD.stage_id) "
            "AND EXISTS (SELECT 1 FROM turnout WHERE panellist_id = OLD.id)"
        ),
        "whoever has finished a round stays on the roll",
    ),
    (
        "erasure_unchangeable",
        "erasure",
        "UPDATE",
        "OLD.done OR NEW.round_id <> OLD.round_id OR NEW.rows <> OLD.rows",
        "an erasure is written down once",
    ),
    (
        "erasure_kept",
        "erasure",
        "DELETE",
        "EXISTS (SELECT 1 FROM panel_round WHERE id = OLD.round_id)",
        "an erasure is never forgotten",
    ),
    (
        "batch_kept",
        "batch",
        "DELETE",
        (
            "EXISTS (SELECT 1 FROM stage WHERE id = OLD.stage_id) "
            "AND EXISTS (SELECT 1 FROM inbox_sheet WHERE batch_id = OLD.id)"
        ),
        "a batch with answers is never removed",
    ),
    (
        "batch_moves",
        "batch",
        "UPDATE",
        (
            "(OLD.phase <> NEW.phase AND OLD.phase || '>' || NEW.phase NOT IN "
            "('collecting>closed', 'closed>mixed', 'mixed>finished')) "
            "OR (OLD.fingerprint <> '' AND OLD.fingerprint <> NEW.fingerprint)"
        ),
        "a batch only moves forward",
    ),
    ("snapshot_frozen", "snapshot", "UPDATE", "OLD.round_id IS NOT NULL", "frozen figures are never changed"),
    (
        "snapshot_kept",
        "snapshot",
        "DELETE",
        "EXISTS (SELECT 1 FROM panel_round WHERE id = OLD.round_id)",
        "frozen figures are never removed",
    ),
    ("protocol_frozen", "protocol", "UPDATE", "OLD.locked_at IS NOT NULL", "a locked protocol is never changed"),
    (
        "protocol_kept",
        "protocol",
        "DELETE",
        "OLD.locked_at IS NOT NULL AND EXISTS (SELECT 1 FROM stage WHERE id = OLD.stage_id)",
        "a locked protocol is never removed",
    ),
    (
        "round_item_only_before",
        "round_item",
        "INSERT",
        f"{_STATE.format(row='NEW')} NOT IN {_ASKED}",
        "an opened round keeps its items",
    ),
    (
        "round_item_kept",
        "round_item",
        "DELETE",
        f"{_STATE.format(row='OLD')} NOT IN {_ASKED}",
        "an opened round keeps its items",
    ),
    (
        "round_item_frozen",
        "round_item",
        "UPDATE",
        (
            f"{_STATE.format(row='OLD')} = 'released' OR ({_STATE.format(row='OLD')} NOT IN {_ASKED} AND "
            "(NEW.item_id <> OLD.item_id OR NEW.round_id <> OLD.round_id OR NEW.position <> OLD.position))"
        ),
        "an opened round keeps its items",
    ),
    (
        "item_words_frozen",
        "item",
        "UPDATE",
        (
            "(NEW.code <> OLD.code OR NEW.lineage <> OLD.lineage OR CAST(NEW.text AS TEXT) <> CAST(OLD.text AS TEXT) "
            "OR CAST(NEW.hint AS TEXT) <> CAST(OLD.hint AS TEXT)) AND EXISTS (SELECT 1 FROM round_item JOIN "
            "panel_round ON panel_round.id = round_item.round_id WHERE round_item.item_id = OLD.id "
            f"AND panel_round.state NOT IN {_ASKED})"
        ),
        "an item that was asked keeps its words",
    ),
    (
        "audit_chain_kept",
        "audit_entry",
        "DELETE",
        "OLD.study_id IS NULL OR EXISTS (SELECT 1 FROM study WHERE id = OLD.study_id)",
        "the audit log only grows",
    ),
    (
        "audit_chain_unchangeable",
        "audit_entry",
        "UPDATE",
        (
            "OLD.digest <> '' AND (NEW.digest <> OLD.digest OR NEW.previous <> OLD.previous "
            "OR NEW.number IS NULL OR NEW.number <> OLD.number "
            "OR COALESCE(NEW.study_id, 0) <> COALESCE(OLD.study_id, 0) "
            "OR (COALESCE(NEW.account_id, 0) <> COALESCE(OLD.account_id, 0) AND (NEW.account_id IS NOT NULL "
            "OR EXISTS (SELECT 1 FROM account WHERE id = OLD.account_id))))"
        ),
        "the audit log only grows",
    ),
)
"""Their conditions may look into other tables, so they stand inside the trigger and not in its WHEN."""


_TAKING = "('open', 'paused', 'closing', 'closed')"
_UNDER_WAY = "EXISTS (SELECT 1 FROM live_release AS r WHERE r.round_id = {row}.round_id AND NOT r.done)"


def _replaceable(table: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """The same two, for rounds whose rows come in releases: one mix may put them in, and replace those of before."""
    closed_batch = "EXISTS (SELECT 1 FROM batch WHERE batch.round_id = NEW.round_id AND batch.phase = 'closed')"
    taking = f"{_STATE.format(row='NEW')} IN {_TAKING} AND {_UNDER_WAY.format(row='NEW')}"
    return (
        (
            f"{table}_only_by_the_mix",
            table,
            "INSERT",
            f"NOT {closed_batch} OR NOT ({_STATE.format(row='NEW')} = 'closed' OR ({taking}))",
            "a round takes answers only by the mix after its close",
        ),
        (
            f"{table}_kept",
            table,
            "DELETE",
            (
                f"({_STATE.format(row='OLD')} IN {_ENDED} OR ({_STATE.format(row='OLD')} IN {_TAKING} AND NOT "
                f"{_UNDER_WAY.format(row='OLD')})) AND NOT EXISTS "
                "(SELECT 1 FROM erasure WHERE erasure.round_id = OLD.round_id AND NOT erasure.done)"
            ),
            "a closed round cannot be changed",
        ),
    )


_RENAMED = "NEW.round_id <> OLD.round_id OR NEW.number <> OLD.number"
_REPLACED = (*_frozen("rating"), *_frozen("reason"))
LIVE_TRIGGERS = (
    *_replaceable("rating"),
    *_replaceable("reason"),
    (
        "live_release_only_by_the_mix",
        "live_release",
        "INSERT",
        (
            "NOT EXISTS (SELECT 1 FROM panel_round JOIN batch ON batch.round_id = panel_round.id "
            "WHERE panel_round.id = NEW.round_id AND panel_round.live AND batch.phase = 'closed' "
            f"AND panel_round.state IN {_TAKING})"
        ),
        "a release comes only with a mix",
    ),
    ("live_release_frozen", "live_release", "UPDATE", f"OLD.done OR {_RENAMED}", "a release is never changed"),
    ("live_release_kept", "live_release", "DELETE", f"{_STATE.format(row='OLD')} <> 'cancelled'", "a release stays"),
    (
        "panel_round_live_frozen",
        "panel_round",
        "UPDATE",
        f"NEW.live <> OLD.live AND (OLD.state NOT IN {_ASKED} OR NEW.state NOT IN ('draft', 'scheduled', 'open'))",
        "an opened round stays of its kind",
    ),
)
"""Real-time rounds. While a release is under way, which is one transaction, rows of an open round come and go."""


_ERASURE_TRIGGER = tuple(trigger for trigger in PANEL_TRIGGERS if trigger[0] == "erasure_unchangeable")


def create_erasure_trigger() -> None:
    """Let no erasure that is done change any more."""
    _create(_ERASURE_TRIGGER)


def drop_erasure_trigger() -> None:
    """Let erasures change, for as long as it takes to write them anew."""
    _drop(_ERASURE_TRIGGER)


def create_panel_triggers() -> None:
    """Put the triggers of panels in place."""
    _create(PANEL_TRIGGERS)


def create_live_triggers() -> None:
    """Put the triggers of real-time rounds in place; they stand in for two of every round."""
    _drop(_REPLACED)
    _create(LIVE_TRIGGERS)


def drop_live_triggers() -> None:
    """Take the triggers of real-time rounds away, and put those of every round back."""
    _drop(LIVE_TRIGGERS)
    _create(_REPLACED)


def replace_trigger(old: tuple[str, str, str, str, str], new: tuple[str, str, str, str, str]) -> None:
    """Put one trigger in the place of another."""
    _drop((old,))
    _create((new,))


def create_each(triggers: tuple[tuple[str, str, str, str, str], ...]) -> None:
    """Put triggers in place."""
    _create(triggers)


def drop_each(triggers: tuple[tuple[str, str, str, str, str], ...]) -> None:
    """Take triggers away."""
    _drop(triggers)


def _create(triggers: tuple[tuple[str, str, str, str, str], ...]) -> None:
    """Conditions may look into other tables, so they stand inside the trigger on PostgreSQL and not in its WHEN."""
    for name, table, event, condition, message in triggers:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
            continue
        row = "OLD" if event == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def drop_panel_triggers() -> None:
    """Take the triggers of panels away."""
    _drop(PANEL_TRIGGERS)


def create_triggers() -> None:
    """Put every trigger in place."""
    for name, table, event, condition, message in TRIGGERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        else:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition}) "
                f"EXECUTE FUNCTION {name}()"
            )


def drop_triggers() -> None:
    """Take every trigger of the first tables away."""
    _drop(TRIGGERS)


def _drop(triggers: tuple[tuple[str, str, str, str, str], ...]) -> None:
    for name, table, *_rest in triggers:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
