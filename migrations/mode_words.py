"""The ways an answer may reach us, as the database checks them.

SQLite changes a check only by building the table anew, which would copy every answer; where nothing that is stored
changes, its manual describes another way (ALTER TABLE, section 7): the text of the table's declaration is replaced.
"""

from alembic import op

BEFORE = ("web", "interviewer", "phone", "paper")
SINCE_0006 = (*BEFORE, "observation")
_TABLES = ("sampled_case", "draft", "response")


def allow(words: tuple[str, ...], instead_of: tuple[str, ...]) -> None:
    """Let the columns `mode` hold these words and no others."""
    if op.get_bind().dialect.name == "sqlite":
        _replace_texts(_check(instead_of), _check(words))
        return
    for table in _TABLES:
        op.drop_constraint(op.f(f"ck_{table}_mode"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_mode"), table, _check(words))


def take_back() -> None:
    """Before 0006 an observation could only be entered as an answer to an interviewer, and becomes one again."""
    for table in _TABLES:
        op.execute(f"UPDATE {table} SET mode = 'interviewer' WHERE mode = 'observation'")


def _check(words: tuple[str, ...]) -> str:
    return "mode IN ({})".format(", ".join(f"'{word}'" for word in words))


def _replace_texts(old: str, new: str) -> None:
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    for table in _TABLES:
        found = connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
            (old, new, table, old),
        )
        if found.rowcount != 1:
            raise RuntimeError(f"the declaration of {table} is not the one that 0001 wrote")
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")
