"""open questions among the statements of a panel

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import mode_words
from item_triggers import freeze_what_is_asked, freeze_words_and_reading

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    mode_words.allow(mode_words.SINCE_0006, mode_words.BEFORE)
    op.create_table('column_values',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('attribute', sa.String(length=200), nullable=False),
    sa.Column('meanings', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_column_values_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', 'attribute', name=op.f('pk_column_values'))
    )
    op.create_table('entry_places',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_entry_places_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', name=op.f('pk_entry_places'))
    )
    op.create_table('record_plan',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('rhythm', sa.Enum('day', 'week', name='rhythm', native_enum=False, create_constraint=True, length=4), nullable=False),
    sa.Column('day_question', sa.String(length=16), nullable=False),
    sa.Column('place_question', sa.String(length=16), server_default='', nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_record_plan_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', name=op.f('pk_record_plan'))
    )
    # a column is added, never a table rebuilt: that would lose its triggers on SQLite and bring back row numbers
    op.add_column('item', sa.Column('asked', sa.String(length=7), server_default='weighed', nullable=False))
    op.create_table('item_answer',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('reason_key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_item_answer_item_id_item'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reason_key'], ['reason.key'], name=op.f('fk_item_answer_reason_key_reason'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('item_id', 'reason_key', name=op.f('pk_item_answer')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_item_answer_reason_key', 'item_answer', ['reason_key'])
    freeze_what_is_asked()


def downgrade():
    freeze_words_and_reading()
    op.drop_table('item_answer')
    op.drop_column('item', 'asked')
    op.drop_table('record_plan')
    op.drop_table('entry_places')
    op.drop_table('column_values')
    mode_words.take_back()
    mode_words.allow(mode_words.BEFORE, mode_words.SINCE_0006)
