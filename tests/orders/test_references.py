"""Which references may name an order or a notice: those whose page can be opened, typed by hand or from a file."""

import pytest

from portal.orders.references import TAKEN, is_sound, opens
from portal.shipments.notice_forms import RESERVED
from tests.exchange.uploads import checked

PARTS = {"/orders/": TAKEN, "/shipments/": RESERVED}


@pytest.mark.parametrize("base", PARTS)
def test_every_word_beside_a_reference_in_an_address_is_taken(app, base):
    rules = [
        str(rule).removeprefix(base).split("/")
        for rule in app.url_map.iter_rules()
        if str(rule).startswith(base)
    ]
    beside = {next((part for part in parts if not part.startswith("<")), "") for parts in rules}
    assert beside - {""} <= set(PARTS[base])


@pytest.mark.parametrize(
    "ref", ["new", "PO-1/owner", "po-1/Lines/2", "owners", "a//b", "../x", "a/./b", "a/", " /a"]
)
def test_what_would_lead_elsewhere_is_no_reference(ref):
    assert not opens(ref, TAKEN)
    assert not is_sound(ref)


@pytest.mark.parametrize("ref", ["PO-1", "PO/2026/XI/012", "4500001234", "Owner of all"])
def test_others_are(ref):
    assert opens(ref, TAKEN)
    assert is_sound(ref)


def test_a_file_with_such_a_reference_is_told_row_by_row(client, session):
    names = ["new", "PO-1/owner", "../../etc", "PO-8001"]
    rows = [f"{ref},PT Sumber Logam Abadi,{n}-1,Angle,3,t,2030-11-20," for n, ref in enumerate(names)]
    dewi = client("dewi")
    found = checked(dewi, session, *rows)
    dewi.get(f"/imports/{found.ref}")
    assert found.counts["lines"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 3}
    assert "“PO-1/owner” cannot be opened under that name" in dewi.page.text
