"""A dispute from its opening to the word of both managers, in a browser: Rina on a phone, Dewi and Mega at a desk.
Once with script, once without it and in Indonesian; and as axe reads each of its states."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.disputes.models import Acceptance, FactAnswer
from portal.files.models import Attachment
from tests import cast
from tests.disputes.arrange import DECISION, act, arrange, get, issue, opened
from tests.page import CheckedClient
from tests.resolutions.test_story_browser import _send as send

Client = Callable[[str], CheckedClient]
SAYS = "Only two bars were bent."


@pytest.mark.parametrize(("script", "locale"), [(True, "en"), (False, "id")])
def test_from_two_positions_to_the_word_of_both_managers(
    browse: Callable[..., Any], session: Session, script: bool, locale: str
) -> None:
    session.execute(update(User).values(locale=locale))
    ref = issue(session)
    here = f"/issues/{ref}/dispute"
    rina = browse("rina", script=script, locale=locale, phone=True)
    dewi = browse("dewi", script=script, locale=locale)

    rina.goto(f"/issues/{ref}")
    rina.locator(f"a[href='{here}']").first.click()
    _write(rina, here, says=SAYS, wants="Accept 10 t.")
    send(rina, here)
    assert rina.get_by_text(SAYS).count()

    dewi.goto(here)
    _write(dewi, f"{here}/position", says="The bundle was torn.", wants="Take all back.")
    send(dewi, f"{here}/position")
    rina.goto(here)
    _write(rina, f"{here}/fact", words="Two bars were bent")
    send(rina, f"{here}/fact")
    dewi.goto(here)
    send(dewi, f"{here}/fact/1")
    assert session.query(FactAnswer).one().answer == "agreed"
    _open(dewi, f"{here}/evidence")
    dewi.locator("#evidence-files").set_input_files(
        {"name": "count.csv", "mimeType": "text/csv", "buffer": b"bar,bent\n1,yes\n2,yes\n"}
    )
    send(dewi, f"{here}/evidence")
    assert session.query(Attachment.subject_type).scalar() == "dispute"

    rina.goto(here)
    assert rina.get_by_text("count.csv").count()
    _decide(rina, here, "Two bars go back, the rest stays.")
    dewi.goto(here)  # she does not agree, and hands it on
    _write(dewi, f"{here}/escalation", reason="We cannot find out who tore it.")
    escalation = dewi.locator(f"form[action='{here}/escalation']")
    escalation.locator("select[name=staff_manager]").select_option(str(cast.user_id("mega")))
    escalation.locator("select[name=partner_manager]").select_option(str(cast.user_id("rina")))
    send(dewi, f"{here}/escalation")
    assert dewi.locator(f"form[action='{here}/decision']").count() == 0  # no longer hers

    mega = browse("mega", script=script, locale=locale)
    mega.goto(here)
    _decide(mega, here, "The carrier bears two bars.")
    rina.goto(here)
    send(rina, f"{here}/acceptance")
    made = get(session, ref)
    assert (made.state, made.waits_for, made.ended_name) == ("accepted", None, "Rina Wulandari")
    words = session.query(Acceptance).filter_by(decision_id=made.standing_id).order_by(Acceptance.side)
    assert [(word.side, word.by_name) for word in words] == [
        ("company", "Mega Lestari"), ("partner", "Rina Wulandari"),
    ]  # fmt: skip


def _open(page: Any, action: str) -> Any:
    """The form that goes there, unfolded."""
    form = page.locator(f"form[action='{action}']")
    if not form.first.is_visible():
        page.locator("details.step", has=form).locator("> summary").click()
    return form


def _write(page: Any, action: str, **fields: str) -> None:
    form = _open(page, action)
    for name, text in fields.items():
        form.locator(f"[name={name}]").fill(text)


def _decide(page: Any, here: str, words: str) -> None:
    _write(page, f"{here}/decision", words=words, credit="none")
    page.locator(f"form[action='{here}/decision'] input[value=carrier]").check(force=True)
    send(page, f"{here}/decision")


@pytest.mark.parametrize(("name", "dark", "phone"), [("dewi", False, False), ("rina", True, True)])
def test_axe_finds_nothing(
    browse: Callable[..., Any], axe: Callable[[Any], list[str]], client: Client, session: Session, name: str,
    dark: bool, phone: bool,
) -> None:  # fmt: skip
    rina, dewi = client("rina"), client("dewi")
    calm = issue(session)
    said, proposed, escalated, settled, withdrawn = (arrange.issue(session) for _state in range(5))
    for ref in (said, proposed, escalated, settled, withdrawn):
        opened(session, rina, ref, key=ref)
    for ref in (said, proposed, escalated, settled):
        assert act(dewi, session, ref, "position", key=f"{ref} p", says="Torn.", wants="All back.") == 303
        assert act(dewi, session, ref, "fact", key=f"{ref} f", words="It rained") == 303
    for ref in (proposed, escalated, settled):
        assert act(rina, session, ref, "decision", key=f"{ref} d", **DECISION) == 303
    named = {
        "reason": "Stuck.", "staff_manager": cast.user_id("mega"), "partner_manager": cast.user_id("rina"),
    }  # fmt: skip
    assert act(dewi, session, escalated, "escalation", **named) == 303
    assert act(dewi, session, settled, "acceptance") == 303
    assert act(rina, session, withdrawn, "withdrawal", words="A mistake.") == 303
    page = browse(name, dark=dark, phone=phone)
    for ref in (calm, said, proposed, escalated, settled, withdrawn):
        page.goto(f"/issues/{ref}/dispute")
        for summary in page.locator("main summary").all():
            if summary.is_visible():
                summary.click()
        assert axe(page) == [], ref
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), ref
