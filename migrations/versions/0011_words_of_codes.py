"""codes and themes of open answers have names in several languages

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("text_code", sa.Column("words", sa.JSON(), server_default="{}", nullable=False))


def downgrade():
    op.drop_column("text_code", "words")
