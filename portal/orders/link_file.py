"""Adding files to an order by link.

Who: somebody at a partner's office with a certificate or a packing list in a mail program. The
question: "which file belongs to this order?"
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.files import actions as files
from portal.files.inspection import Refused
from portal.files.intake import Upload
from portal.orders.link_forms import FileForm
from portal.orders.links import Asked
from portal.orders.rows import Reader
from portal.web.i18n import _


class FileSheet(FileForm):
    """The files of one form; `uploads` is what was taken in of them."""

    uploads: list[Upload] = []

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one file, and none that is refused: nobody looks at this page twice."""
        super().validate(extra_validators)
        wrong = [
            f"{u.name}: {Refused(u.reason_code or 'damaged').message}"
            for u in self.uploads
            if u.taken is None
        ]
        if wrong:
            self.files.errors = [*wrong, _("Nothing was sent. Choose the files again.")]
        elif not self.uploads:
            self.files.errors = [_("Choose at least one file.")]
        return not self.files.errors


def ask(_asked: Asked, sent: bool) -> FileSheet:
    """The form."""
    return FileSheet() if sent else FileSheet(formdata=None)


def act(session: Session, asked: Asked, sheet: FileSheet) -> list[dict[str, Any]]:
    """File them under the order."""
    order = asked.found[0]
    taken = [upload.taken for upload in sheet.uploads if upload.taken]
    kept = files.file_at_once(
        session, asked.actor, taken, ("order", order.order_id, order.order_ref), partner_id=order.partner_id,
        order_id=order.order_id,
    )  # fmt: skip
    return [{"did": "file", "name": file.name} for file in kept]


def told(one: Mapping[str, Any], _reader: Reader) -> str:
    """What was added."""
    return _("%(file)s was added", file=one["name"])
