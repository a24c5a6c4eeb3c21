"""Roles and reaches as people read them."""

from portal.web.i18n import _l

STAFF_ROLES = {
    "administrator": _l("Administrator"),
    "manager": _l("Manager"),
    "agent": _l("Agent"),
    "auditor": _l("Auditor"),
}
STAFF_ROLE_CHOICES = {
    "administrator": _l("Administrator: people and settings"),
    "manager": _l("Manager: partners, periods, decisions"),
    "agent": _l("Agent: orders, issues, daily work"),
    "auditor": _l("Auditor: reads everything, writes nothing"),
}
PARTNER_ROLES = {
    "administrator": _l("Administrator"),
    "member": _l("Member"),
    "reader": _l("Reader"),
}
PARTNER_ROLE_CHOICES = {
    "administrator": _l("Administrator: invites and disables colleagues"),
    "member": _l("Member: works on orders and issues"),
    "reader": _l("Reader: reads only"),
}
REACHES = {"own": _l("Own records"), "team": _l("Records of the team"), "all": _l("All records")}
