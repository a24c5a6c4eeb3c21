"""A step of an 8D by keyboard alone: Rina fills and sends it with its proof, Dewi returns it with a reason."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.files.models import Attachment
from tests.desk.test_keyboard import tab_to
from tests.resolutions.arrange import begun, step

PROOF = {"name": "torque.csv", "mimeType": "text/csv", "buffer": b"day,torque\n1,40\n"}


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.sweep)])
def test_a_step_is_sent_with_its_proof_and_returned_with_a_reason(
    browse: Any, session: Session, script: bool
) -> None:
    ref = begun(session, "full")
    here = f"/issues/{ref}/resolution"

    rina = browse("rina", script=script)
    rina.on("filechooser", lambda chooser: chooser.set_files(PROOF))
    rina.goto(here)
    press_on(rina, f"main a[href='{here}/emergency']")  # the first thing that is hers to do
    rina.wait_for_url(f"**{here}/emergency")
    tab_to(rina, "textarea[name=symptom]")
    rina.keyboard.type("Bent bars")
    tab_to(rina, "textarea[name=at_once]")
    rina.keyboard.type("Set aside")
    tab_to(rina, "input[type=file]")
    with rina.expect_event("filechooser"):
        rina.keyboard.press("Enter")
    if script:  # it is taken at once, and its name stands there
        rina.locator("input[name=kept]").wait_for()
    press_on(rina, f"form[action='{here}/emergency'] button[type=submit]")
    rina.get_by_text("torque.csv").first.wait_for()
    assert step(session, ref, "emergency").state == "sent"
    assert session.query(Attachment.name).filter_by(subject_type="step").all() == [("torque.csv",)]

    dewi = browse("dewi", script=script)
    dewi.goto(here)
    press_on(dewi, f"main a[href='{here}/emergency']")
    dewi.wait_for_url(f"**{here}/emergency")
    press_on(dewi, "#return > summary", "Space")
    tab_to(dewi, "#return textarea")
    dewi.keyboard.type("How many bars?")
    press_on(dewi, "#return button[type=submit]")
    dewi.get_by_text("How many bars?").first.wait_for()
    assert step(session, ref, "emergency").state == "returned"


def press_on(page: Any, selector: str, key: str = "Enter") -> None:
    """Go there by Tab and press it."""
    tab_to(page, selector)
    page.keyboard.press(key)
