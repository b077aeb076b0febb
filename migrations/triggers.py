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
    """Take every trigger away."""
    for name, table, *_rest in TRIGGERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
