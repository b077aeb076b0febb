"""the course of responses, random arms, quotas

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import survey_app.db

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    # columns are added one by one: rebuilding a table on SQLite would lose its triggers and bring back row numbers
    op.add_column('response', sa.Column('course', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('protocol', sa.Column('trial', sa.JSON(none_as_null=True), nullable=True))

    op.create_table('arm_sequence',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('seed', sa.String(length=26), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_arm_sequence_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', 'code', name=op.f('pk_arm_sequence'))
    )
    op.create_table('quota',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('turned_away', sa.Integer(), nullable=False),
    sa.Column('action', sa.Enum('end', 'redirect', 'flag', name='quotaaction', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('text', sa.JSON(), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.CheckConstraint('counted >= 0', name=op.f('ck_quota_counted')),
    sa.CheckConstraint('most >= 0', name=op.f('ck_quota_most')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_quota_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota')),
    sa.UniqueConstraint('stage_id', 'name', name=op.f('uq_quota_stage_id'))
    )
    op.create_table('picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('study_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=40), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['study_id'], ['study.id'], name=op.f('fk_picture_study_id_study'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture')),
    sa.UniqueConstraint('study_id', 'digest', name=op.f('uq_picture_study_id'))
    )
    op.create_index(op.f('ix_picture_digest'), 'picture', ['digest'])
    op.create_table('answer_file',
    sa.Column('code', sa.String(length=26), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=True),
    sa.Column('response_id', sa.String(length=26), nullable=True),
    sa.Column('question', sa.String(length=16), nullable=False),
    sa.Column('filename', sa.String(length=120), nullable=False),
    sa.Column('media_type', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_answer_file_draft_id_draft'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_answer_file_response_id_response'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_answer_file_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_answer_file'))
    )
    for name in ('draft_id', 'response_id', 'stage_id'):
        op.create_index(op.f(f'ix_answer_file_{name}'), 'answer_file', [name])
    op.create_table('saved_block',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('is_whole', sa.Boolean(), nullable=False),
    sa.Column('questions', sa.Integer(), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('saved_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_saved_block_account_id_account'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_block')),
    sa.UniqueConstraint('code', name=op.f('uq_saved_block_code'))
    )
    op.create_index(op.f('ix_saved_block_account_id'), 'saved_block', ['account_id'])
    op.create_table('way_back',
    sa.Column('place', sa.String(length=64), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('locked', sa.LargeBinary(), nullable=False),
    sa.Column('expires_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_way_back_draft_id_draft'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('place', name=op.f('pk_way_back')),
    sa.UniqueConstraint('draft_id', name=op.f('uq_way_back_draft_id'))
    )
    op.create_table('market_estimate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('study_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('shape', sa.String(length=12), nullable=False),
    sa.Column('factors', sa.JSON(), nullable=False),
    sa.Column('saved_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['study_id'], ['study.id'], name=op.f('fk_market_estimate_study_id_study'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_market_estimate')),
    sa.UniqueConstraint('code', name=op.f('uq_market_estimate_code'))
    )
    op.create_index(op.f('ix_market_estimate_study_id'), 'market_estimate', ['study_id'])


def downgrade():
    op.drop_table('market_estimate')
    op.drop_table('way_back')
    op.drop_table('saved_block')
    op.drop_table('answer_file')
    op.drop_table('picture')
    op.drop_table('quota')
    op.drop_table('arm_sequence')
    op.drop_column('response', 'course')
    op.drop_column('protocol', 'trial')
