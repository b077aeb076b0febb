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

    op.create_table('text_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('variable', sa.String(length=80), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('theme', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_text_code_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text_code')),
    sa.UniqueConstraint('code', name=op.f('uq_text_code_code'))
    )
    op.create_index('ix_text_code_stage_id_variable', 'text_code', ['stage_id', 'variable'])
    op.create_table('text_mark',
    sa.Column('text_code_id', sa.Integer(), nullable=False),
    sa.Column('wording', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['text_code_id'], ['text_code.id'], name=op.f('fk_text_mark_text_code_id_text_code'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('text_code_id', 'wording', name=op.f('pk_text_mark'))
    )
    op.create_table('attribute_flag',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('attribute', sa.String(length=80), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('marked_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_attribute_flag_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_attribute_flag_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', 'attribute', name=op.f('pk_attribute_flag'))
    )

    op.create_table('api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('holder_key', sa.String(length=64), nullable=False),
    sa.Column('created_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.Column('expires_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', survey_app.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_api_token_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('code', name=op.f('uq_api_token_code')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_api_token_secret_hash'))
    )
    op.create_index('ix_api_token_account_id', 'api_token', ['account_id'])
    op.add_column('import_batch', sa.Column('request_key', sa.String(length=64), nullable=True))
    op.create_index('ix_import_batch_request_key', 'import_batch', ['request_key'], unique=True)

    op.create_table('improvement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('study_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('owner', sa.String(length=120), nullable=False),
    sa.Column('due', sa.String(length=80), nullable=False),
    sa.Column('indicator', sa.String(length=120), nullable=False),
    sa.Column('before_id', sa.Integer(), nullable=False),
    sa.Column('after_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('planned', 'under_way', 'done', 'dropped', name='improvementstate', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('saved_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['after_id'], ['stage.id'], name=op.f('fk_improvement_after_id_stage'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['before_id'], ['stage.id'], name=op.f('fk_improvement_before_id_stage'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['study_id'], ['study.id'], name=op.f('fk_improvement_study_id_study'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_improvement')),
    sa.UniqueConstraint('code', name=op.f('uq_improvement_code'))
    )
    op.create_index(op.f('ix_improvement_after_id'), 'improvement', ['after_id'])
    op.create_index(op.f('ix_improvement_before_id'), 'improvement', ['before_id'])
    op.create_index(op.f('ix_improvement_study_id'), 'improvement', ['study_id'])

    op.create_table('library_picture',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=40), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_library_picture'))
    )
    # blocks that were kept before get their pictures, as long as the studies they came from still have them
    op.execute("INSERT INTO library_picture (digest, media_type, content) "
               "SELECT digest, media_type, content FROM picture "
               "WHERE id IN (SELECT min(id) FROM picture GROUP BY digest) AND EXISTS (SELECT 1 FROM saved_block "
               "WHERE CAST(saved_block.definition AS TEXT) LIKE '%' || picture.digest || '%')")

    op.add_column('item', sa.Column('section', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('item', sa.Column('evidence', sa.JSON(), server_default='{}', nullable=False))
    op.create_table('proposal',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('shown_text', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'taken', 'declined', name='proposalstate', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_proposal_item_id_item'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['round_id'], ['panel_round.id'], name=op.f('fk_proposal_round_id_panel_round'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_proposal')),
    sa.UniqueConstraint('code', name=op.f('uq_proposal_code')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_proposal_item_id'), 'proposal', ['item_id'])
    op.create_index(op.f('ix_proposal_round_id'), 'proposal', ['round_id'])
    op.create_table('clarification',
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['panel_round.id'], name=op.f('fk_clarification_round_id_panel_round'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_clarification')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_clarification_key'), 'clarification', ['key'])
    op.create_index(op.f('ix_clarification_round_id'), 'clarification', ['round_id'])
    op.create_table('reason_mark',
    sa.Column('reason_key', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['reason_key'], ['reason.key'], name=op.f('fk_reason_mark_reason_key_reason'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('reason_key', name=op.f('pk_reason_mark')),
    sqlite_with_rowid=False
    )

    op.create_table('client_look',
    sa.Column('study_id', sa.Integer(), nullable=False),
    sa.Column('look', sa.JSON(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('kept_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_client_look_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['study_id'], ['study.id'], name=op.f('fk_client_look_study_id_study'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('study_id', name=op.f('pk_client_look'))
    )

    op.create_table('shared_results',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('tag', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('parts', sa.JSON(), nullable=False),
    sa.Column('expires_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('made_at', survey_app.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_shared_results_stage_id_stage'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_results')),
    sa.UniqueConstraint('code', name=op.f('uq_shared_results_code')),
    sa.UniqueConstraint('tag', name=op.f('uq_shared_results_tag'))
    )
    op.create_index(op.f('ix_shared_results_stage_id'), 'shared_results', ['stage_id'])


def downgrade():
    # the later migration is undone first; tables go in the opposite order of their making
    op.drop_table('shared_results')
    op.drop_table('client_look')

    op.drop_table('reason_mark')
    op.drop_table('clarification')
    op.drop_table('proposal')
    op.drop_column('item', 'evidence')
    op.drop_column('item', 'section')
    op.drop_table('library_picture')
    op.drop_table('improvement')
    op.drop_index('ix_import_batch_request_key', table_name='import_batch')
    op.drop_column('import_batch', 'request_key')
    op.drop_table('api_token')
    op.drop_table('attribute_flag')
    op.drop_table('text_mark')
    op.drop_table('text_code')
    op.drop_table('weighting')
