"""How Alembic reaches the database and the tables' metadata."""

import sys
from pathlib import Path

from alembic import context
from flask import current_app

sys.path.insert(0, str(Path(__file__).parent))

database = current_app.extensions["migrate"].db


def run() -> None:
    """Migrate over a connection of the application's own engine."""
    arguments = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # dropping a table while batches rebuild it must not cascade into its children
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, target_metadata=database.metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database only.")
run()
