"""answers to a moderator's questions are shown together, and proposals stand aside with erased ones

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    # a column is added, never a table rebuilt: that would bring back row numbers on SQLite
    op.add_column('clarification', sa.Column('shown', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('proposal', sa.Column('aside', sa.Boolean(), server_default=sa.false(), nullable=False))
    # what was answered before has been seen already, and a later change would be seen to be one
    op.execute(
        sa.text(
            "UPDATE clarification SET shown = true WHERE answer <> '' AND round_id IN (SELECT panel_round.id FROM panel_round "
            "JOIN stage ON stage.id = panel_round.stage_id WHERE stage.level IN ('anonymous', 'sealed'))"
        )
    )


def downgrade():
    op.drop_column('proposal', 'aside')
    op.drop_column('clarification', 'shown')
