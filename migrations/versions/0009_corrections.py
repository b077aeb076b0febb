"""corrections of statements that were asked, append only; figures of a round keep the words of then

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from item_triggers import freeze_but_for_corrections, freeze_what_is_asked_again

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "item_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("text_before", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("hint_before", sa.JSON(), nullable=False),
        sa.Column("hint", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_correction_item_id_item"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_item_correction_account_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_correction")),
    )
    op.create_index(op.f("ix_item_correction_item_id"), "item_correction", ["item_id"])
    freeze_but_for_corrections()


def downgrade():
    freeze_what_is_asked_again()
    op.drop_table("item_correction")
