"""second scales, confidence, ways of voting, real-time rounds

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

import survey_app.db
from item_triggers import freeze_whole_items, freeze_words_alone
from triggers import create_live_triggers, drop_live_triggers

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    # columns are added one by one: rebuilding a table on SQLite would lose its triggers and bring back row numbers
    op.add_column('rating', sa.Column('second', sa.Double(), nullable=True))
    op.add_column('rating', sa.Column('confidence', sa.Double(), nullable=True))
    # tokens outlive a session: nothing of it is kept with them
    op.drop_column('api_token', 'holder_key')
    op.add_column('panel', sa.Column('vote_kind', sa.String(length=10), server_default='points', nullable=False))
    op.add_column('panel', sa.Column('brainwriting', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('panel', sa.Column('deck', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('vote', sa.Column('other_id', sa.Integer(), nullable=True))
    op.create_table('key_target',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=20), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('set_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_key_target_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_key_target_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', 'measure', name=op.f('pk_key_target'))
    )

    op.create_table('need_note',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('feature', sa.String(length=80), nullable=False),
    sa.Column('awareness', sa.String(length=10), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('saved_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_need_note_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_need_note_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', 'feature', name=op.f('pk_need_note'))
    )
    op.add_column('market_estimate', sa.Column('regions', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('panel_round', sa.Column('live', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('live_release',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['panel_round.id'], name=op.f('fk_live_release_round_id_panel_round'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('round_id', 'number', name=op.f('pk_live_release'))
    )
    op.create_table('item_outcome',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('known_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('saved_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_item_outcome_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_item_outcome_item_id_item'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('item_id', name=op.f('pk_item_outcome'))
    )
    create_live_triggers()
    freeze_whole_items()


def downgrade():
    freeze_words_alone()
    drop_live_triggers()
    op.drop_table('item_outcome')
    op.drop_table('live_release')
    op.drop_column('panel_round', 'live')
    op.drop_column('market_estimate', 'regions')
    op.drop_table('need_note')
    op.drop_table('key_target')
    op.drop_column('vote', 'other_id')
    op.drop_column('panel', 'deck')
    op.drop_column('panel', 'brainwriting')
    op.drop_column('panel', 'vote_kind')
    op.add_column('api_token', sa.Column('holder_key', sa.String(length=64), server_default='', nullable=False))
    op.drop_column('rating', 'confidence')
    op.drop_column('rating', 'second')
