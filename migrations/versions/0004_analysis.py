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
    op.create_table('weighting',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('rule', sa.JSON(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('kept_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_weighting_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_weighting_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', name=op.f('pk_weighting'))
    )


def downgrade():
    # the later migration is undone first; tables go in the opposite order of their making
    op.drop_table('weighting')
