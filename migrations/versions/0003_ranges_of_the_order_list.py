"""Ranges of the order list

Each group of the list is a range of (partner, stage, day): the item's, the mode's and the reference's
indexes hold the stage too, the counted ones cover what is counted, and what arrived late has its own.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LATE = sa.text("stage = 'arrived' AND arrived_on > base_on AND accepted >= quantity")

BEFORE = {
    "ix_schedules_stage": ["stage", "due_on", "id"],
    "ix_schedules_due": ["due_on", "id"],
    "ix_schedules_ref": ["order_ref", "id"],
    "ix_schedules_mode": ["mode", "due_on", "id"],
    "ix_schedules_item": ["item_code", "due_on", "id"],
    "ix_schedules_p_stage": ["partner_id", "stage", "due_on", "id"],
    "ix_schedules_p_due": ["partner_id", "due_on", "id"],
    "ix_schedules_p_ref": ["partner_id", "order_ref", "id"],
    "ix_schedules_p_mode": ["partner_id", "mode", "due_on", "id"],
    "ix_schedules_p_item": ["partner_id", "item_code", "due_on", "id"],
}
AFTER = {
    "ix_schedules_stage": ["stage", "due_on", "id", "batch_id"],
    "ix_schedules_ref": ["stage", "order_ref", "id"],
    "ix_schedules_mode": ["mode", "stage", "due_on", "id"],
    "ix_schedules_item": ["item_code", "stage", "due_on", "id"],
    "ix_schedules_p_stage": ["partner_id", "stage", "due_on", "id", "batch_id"],
    "ix_schedules_p_ref": ["partner_id", "stage", "order_ref", "id"],
    "ix_schedules_p_mode": ["partner_id", "mode", "stage", "due_on", "id"],
    "ix_schedules_p_item": ["partner_id", "item_code", "stage", "due_on", "id"],
}
PARTIAL = {
    "ix_schedules_late": ["due_on", "id"],
    "ix_schedules_p_late": ["partner_id", "due_on", "id"],
}


def upgrade() -> None:
    for name in BEFORE:
        op.drop_index(name, "schedules")
    for name, columns in AFTER.items():
        op.create_index(name, "schedules", columns)
    for name, columns in PARTIAL.items():
        op.create_index(name, "schedules", columns, sqlite_where=LATE, postgresql_where=LATE)


def downgrade() -> None:
    for name in (*PARTIAL, *AFTER):
        op.drop_index(name, "schedules")
    for name, columns in BEFORE.items():
        op.create_index(name, "schedules", columns)
