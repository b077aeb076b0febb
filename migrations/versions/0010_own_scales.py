"""a statement of a panel may have a scale of its own

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from item_triggers import freeze_own_scales, freeze_without_own_scales

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    # a column is added, never a table rebuilt: that would lose its triggers on SQLite
    op.add_column("item", sa.Column("own_scale", sa.JSON(), server_default="{}", nullable=False))
    freeze_own_scales()


def downgrade():
    freeze_without_own_scales()
    op.drop_column("item", "own_scale")
