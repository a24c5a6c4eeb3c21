"""GET /issues/<ref>/resolution: the whole case, to both sides the same."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from tests.issues.arrange import issue, orders
from tests.page import CheckedClient
from tests.resolutions.arrange import accept, all_but_closing, begun, receipt, send, step, today

Client = Callable[[str], CheckedClient]


def test_both_sides_read_the_whole_case(client: Client, session: Session) -> None:
    ref = begun(session, "full")
    all_but_closing(session, ref, today() - timedelta(days=9))
    for name in ("dewi", "rina", "toni", "ayu"):
        seen = client(name)
        assert seen.get(f"/issues/{ref}/resolution").status_code == 200
        for words in (
            "D4 Causes", "Cause of occurrence: Method The straps are too tight.", "Cause of escape: Measurement",
            "lowest layer", "upper layers", "Wooden spacers under the straps.", "Rina Wulandari, SUMBER",
            "It can be closed once somebody found that it works.",
        ):  # fmt: skip
            assert words in seen.page.text, words


def test_it_leads_to_what_the_reader_can_do_next(client: Client, session: Session) -> None:
    ref = begun(session)

    def next_of(name: str) -> str | None:
        seen = client(name)
        seen.get(f"/issues/{ref}/resolution")
        buttons = [link.text for link in seen.page.all("a") if "button" in (link.get("class") or "")]
        return next((text for text in buttons if text != "Save as PDF"), None)

    assert (next_of("rina"), next_of("dewi"), next_of("toni")) == ("Fill it: Cause", None, None)
    send(session, ref, "causes")
    assert (next_of("rina"), next_of("dewi")) == ("Fill it: Action", "Look and decide: Cause")
    accept(session, ref, "causes")
    send(session, ref, "implementation", done_on=(today() - timedelta(days=9)).isoformat())
    accept(session, ref, "implementation")
    for number in range(1, 6):
        receipt(session, number, today() - timedelta(days=6 - number))
    assert (next_of("rina"), next_of("dewi")) == ("Fill it: Check", "Decide whether it works")


def test_an_issue_without_one_says_how_to_begin(client: Client, session: Session) -> None:
    orders(session)
    ref = issue(session, "dewi", kind="damaged", severity="high")
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}/resolution")
    page = dewi.page
    chosen = [r.get("value") for r in page.all("input", type="radio") if r.get("checked") is not None]
    assert chosen == ["full", "partner"]  # it is severe, and we opened it against them
    toni = client("toni")
    toni.get(f"/issues/{ref}/resolution")
    assert "This issue was not taken into a resolution." in toni.page.text
    assert not toni.page.all("form", action=f"/issues/{ref}/resolution/beginning")


def test_who_sees_no_issue_sees_no_case(client: Client, session: Session) -> None:
    ref = begun(session)
    assert client("budi").get(f"/issues/{ref}/resolution").status_code == 404
    assert client("dewi").get("/issues/ISS-999999/resolution").status_code == 404
    secret = issue(session, "sari", confidential=True)
    from tests.resolutions.arrange import begin

    begin(session, secret, side="company")
    assert client("sari").get(f"/issues/{secret}/resolution").status_code == 200
    for name in ("rina", "toni"):
        assert client(name).get(f"/issues/{secret}/resolution").status_code == 404
        assert client(name).get(f"/issues/{secret}/resolution/causes").status_code == 404


def test_the_receipts_that_count_stand_there_with_what_they_say(client: Client, session: Session) -> None:
    ref = begun(session)
    all_but_closing(session, ref, today() - timedelta(days=9))
    receipt(session, 1, today() - timedelta(days=9))  # on the day itself: before it was done
    receipt(session, 2, today() - timedelta(days=8))
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}/resolution")
    assert "Too early to say" in dewi.page.text
    assert "GR-2" in dewi.page.text and "GR-1" not in dewi.page.text
    receipt(session, 3, today() - timedelta(days=7), rejected="2")
    dewi.get(f"/issues/{ref}/resolution")
    assert "The data says: it does not work" in dewi.page.text


def test_the_page_takes_the_same_selects_however_much_was_said(client: Client, session: Session) -> None:
    ref = begun(session, "full")
    dewi, rina = client("dewi"), client("rina")
    counts = []
    for _round in range(2):
        for each in (dewi, rina):
            each.get(f"/issues/{ref}/resolution")
            counts.append(each.selects)
        for _version in range(3):
            send(session, ref, "containment")
        if step(session, ref, "emergency").state == "open":
            send(session, ref, "emergency")
            accept(session, ref, "emergency")
    assert counts[:2] == counts[2:]
    assert max(counts) <= 11
