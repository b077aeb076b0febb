"""an erasure does not say how much one person had given, and whoever leaves stays in the counts of the round

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from triggers import create_erasure_trigger, drop_erasure_trigger

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UNLINKED = (
    "round_id IN (SELECT panel_round.id FROM panel_round JOIN stage ON stage.id = panel_round.stage_id "
    "WHERE stage.level IN ('anonymous', 'sealed'))"
)
# a rating round that came from an archive has no rows and one erasure over all of them, which is no single person's;
# a round of writing never has any of these rows, so there the same would be the ideas of one person
_RATED = "EXISTS (SELECT 1 FROM panel_round WHERE panel_round.id = erasure.round_id AND panel_round.purpose = 'rate')"
_ONLY_ONE = "(SELECT count(*) FROM erasure other WHERE other.round_id = erasure.round_id) = 1"
_NOTHING_LEFT = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.round_id = erasure.round_id)"
    for table in ("rating", "reason", "vote")
)


def upgrade():
    # a column is added, never a table rebuilt: that would bring back row numbers on SQLite
    op.add_column("panellist", sa.Column("left_round", sa.Integer(), nullable=True))
    drop_erasure_trigger()
    op.execute(
        sa.text(
            f"UPDATE erasure SET rows = 1 WHERE rows > 1 AND {_UNLINKED} "
            f"AND NOT ({_RATED} AND {_ONLY_ONE} AND {_NOTHING_LEFT})"
        )
    )
    create_erasure_trigger()


def downgrade():
    op.drop_column("panellist", "left_round")
