"""endpoint: scores.definitions
endpoint: scores.kind_definition
endpoint: scores.define_kind
endpoint: scores.own_definition
endpoint: scores.define_partner
endpoint: scores.follow_kind

Managers write how partners are judged, version by version; a partner reads what it is judged by.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Membership
from portal.activity.models import Activity
from portal.partners.models import Partner
from portal.scores import definitions
from portal.scores.metrics import BY_KEY
from portal.scores.models import KindDefinition, PartnerDefinition
from tests import cast
from tests.page import CheckedClient
from tests.sweep.people import actor

Client = Callable[[str], CheckedClient]
LIST = "/settings/definitions"
KIND, OWN = f"{LIST}/supplier", f"{LIST}/partners/SUMBER"
MONTH = clock.today(cast.ZONE).replace(day=1)


def shown(client: CheckedClient, path: str) -> dict[str, Any]:
    """What the form of a page would send as it stands."""
    assert client.get(path).status_code == 200
    sent: dict[str, Any] = {}
    for form in client.page.all("form", action=path):
        for each in form.iter():
            name = each.get("name")
            if each.tag == "textarea":
                sent[str(name)] = each.text or ""
            elif (
                each.tag == "input"
                and name
                and (each.get("type") not in ("radio", "checkbox") or "checked" in each.attrib)
            ):
                sent.setdefault(name, []).append(each.get("value") or "")
    return sent


def send(client: CheckedClient, path: str, **other: Any) -> int:
    return client.send(path, {**shown(client, path), "note": "Stricter", **other}).status_code


def kinds(session: Session) -> list[tuple[int, date, Any]]:
    session.rollback()
    rows = session.query(KindDefinition).populate_existing().order_by(KindDefinition.number)
    return [(row.number, row.starts_on, row.values["late_days"]) for row in rows]


def test_a_version_is_added_and_the_one_before_stays(client: Client, session: Session) -> None:
    mega = client("mega")
    assert send(mega, KIND, late_days="1") == 303
    assert send(mega, KIND, late_days="2", early_days="", starts_on="2027-01-01") == 303
    assert kinds(session) == [(1, MONTH, 1), (2, date(2027, 1, 1), 2)]
    mega.get(KIND)
    assert "May come late: 0 days, now 1 day" in mega.page.text
    assert "May come early: 3 days, now any day before" in mega.page.text
    assert mega.page.field("late_days") == "2"  # the next begins with the newest
    rows = session.query(Activity).filter_by(verb="changed-definition").all()
    assert [(row.partner_id, row.audience) for row in rows] == [(None, "internal")] * 2
    dewi = client("dewi")
    dewi.get(LIST)
    assert "Mega Lestari" in dewi.page.text and "Stricter" in dewi.page.text


def test_every_field_is_kept_as_it_was_typed(client: Client, session: Session) -> None:
    mega = client("mega")
    typed = {
        "early_days": "5", "late_days": "1", "days": "week", "week": ["mon", "sat"], "holidays": "2026-12-25\n2026-12-26",
        "under_tolerance": "2.5", "over_tolerance": "5", "few": "8", "excluded_causes": ["outside"], "excluded_modes": ["air"],
        "excluded_items": "PL1\nPL2", "weight_otif": "40", "target_otif": "97.5", "weight_ppm": "", "target_ppm": "300",
    }  # fmt: skip
    assert send(mega, KIND, **typed) == 303
    row = session.query(KindDefinition).one()
    assert {name: row.values[name] for name in row.values if name not in ("weights", "targets")} == {
        "early_days": 5, "late_days": 1, "working_days": ["mon", "sat"], "holidays": ["2026-12-25", "2026-12-26"],
        "under_tolerance": "0.025", "over_tolerance": "0.05", "few": 8, "excluded_causes": ["outside"],
        "excluded_modes": ["air"], "excluded_items": ["PL1", "PL2"],
    }  # fmt: skip
    assert row.values["weights"]["otif"] == "40" and "ppm" not in row.values["weights"]
    assert (row.values["targets"]["otif"], row.values["targets"]["ppm"]) == ("0.975", "300")
    again = shown(mega, KIND)
    assert (
        again["target_otif"] == ["97.5"]
        and again["week"] == ["mon", "sat"]
        and again["under_tolerance"] == ["2.5"]
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"late_days": "-1"}, "Write a whole number from 0 to 366."),
        ({"early_days": "soon"}, "Write a whole number from 0 to 366."),
        ({"few": "0"}, "Write a whole number from 1 to 366."),
        ({"under_tolerance": "101"}, "Write a share from 0 to 100 %."),
        ({"days": "week", "week": []}, "Tick at least one day."),
        ({"holidays": "tomorrow"}, "tomorrow is no day."),
        ({"weight_otif": "10", "target_otif": ""}, "What has a weight needs a target."),
        ({"target_otif": "120"}, "shares are from 0 to 100 %"),
        ({"note": ""}, "Say what changes and why"),
        ({"starts_on": (MONTH - timedelta(days=1)).isoformat()}, "or later: months before it may be closed."),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_by_is_said_and_nothing_is_lost(
    client: Client, session: Session, wrong: dict[str, Any], said: str
) -> None:
    mega = client("mega")
    assert send(mega, KIND, **{"excluded_items": "KEEP-ME", **wrong}) == 422
    assert said in mega.page.text
    assert mega.page.field("excluded_items") == "KEEP-ME"
    assert kinds(session) == []


def test_sent_twice_is_one_version_and_a_newer_one_is_told(client: Client, session: Session) -> None:
    mega, adi = client("mega"), client("adi")
    first = {**shown(mega, KIND), "note": "Stricter", "late_days": "1"}
    other = {**shown(adi, KIND), "note": "Softer", "late_days": "4"}
    assert [mega.send(KIND, first).status_code for _ in range(2)] == [303, 303]
    assert adi.send(KIND, other).status_code == 409
    assert "Somebody wrote another version meanwhile" in adi.page.text
    assert adi.page.field("late_days") == "4" and adi.page.field("version") == "1"
    assert adi.send(KIND, {**other, "version": "1"}).status_code == 303
    assert kinds(session) == [(1, MONTH, 1), (2, MONTH, 4)]


def test_a_partner_has_its_own_until_it_follows_its_kind_again(client: Client, session: Session) -> None:
    mega = client("mega")
    assert send(mega, OWN, late_days="3") == 303
    rina = client("rina")
    assert rina.get(LIST).status_code == 303
    rina.get(OWN)
    assert "Stricter" in rina.page.text and "3 days" in rina.page.text
    assert not rina.page.all("form", action=OWN)
    mega.get(LIST)
    assert "PT Sumber Logam Abadi" in mega.page.text
    assert [mega.send(f"{OWN}/end").status_code for _ in range(2)] == [303, 303]
    session.rollback()
    rows = session.query(PartnerDefinition).order_by(PartnerDefinition.number).all()
    assert [(row.number, row.values is None) for row in rows] == [(1, False), (2, True)]
    rina.get(OWN)
    assert "It is judged as its kind (Supplier)" in rina.page.text
    told = session.query(Activity).filter_by(verb="changed-definition").all()
    assert {(row.partner_id, row.audience) for row in told} == {(1, "shared")}
    mega.get("/partners/SUMBER")
    assert "changed how this partner is judged: Stricter" in mega.page.text


def test_who_reads_and_who_writes(client: Client, visitor: CheckedClient, session: Session) -> None:
    for name, reads_kind in (("dewi", 200), ("bagus", 200), ("ayu", 200), ("rina", 404), ("budi", 404)):
        opened = client(name)
        assert opened.get(KIND).status_code == reads_kind
        assert opened.get(OWN).status_code == (404 if name == "budi" else 200)
        assert not opened.page.all("form", action=OWN)
        assert opened.send(KIND, {}).status_code == (403 if reads_kind == 200 else 404)
        for path in (OWN, f"{OWN}/end"):
            assert opened.send(path, {}).status_code == (404 if name == "budi" else 403)
    assert visitor.get(LIST).status_code == 303
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    session.commit()
    sari = client("sari")
    assert (sari.get(LIST).status_code, sari.get(OWN).status_code) == (403, 403)
    assert client("mega").get(f"{LIST}/nobody").status_code == 404


def test_pages_cost_few_selects(client: Client, session: Session) -> None:
    mega = client("mega")
    counts = []
    for _round in range(2):
        send(mega, KIND, note=f"Round {_round}")
        send(mega, OWN, note=f"Round {_round}")
        found = []
        for path in (LIST, KIND, OWN):
            mega.get(path)
            found.append(mega.selects)
        counts.append(found)
    assert counts[0] == counts[1] and max(counts[0]) <= 8


def test_the_version_holds_for_periods_that_begin_then(app: Flask, session: Session) -> None:
    def wrote(number: int, starts_on: str, late: int | None, partner: int | None = None) -> None:
        said: dict[str, Any] = {
            "number": number, "starts_on": date.fromisoformat(starts_on), "note": "", "made_name": "Mega",
            "made_at": clock.now(), "values": None if late is None else {"late_days": late},
        }  # fmt: skip
        session.add(
            PartnerDefinition(partner_id=partner, **said)
            if partner
            else KindDefinition(kind="supplier", **said)
        )

    wrote(1, "2026-03-01", 1)
    wrote(2, "2026-06-01", 2)
    wrote(3, "2026-06-01", 3)  # of the same day the later one holds
    wrote(1, "2026-07-01", 7, partner=1)
    wrote(2, "2026-09-01", None, partner=1)
    session.flush()
    partner, other = session.get_one(Partner, 1), session.get_one(Partner, 2)

    def late(of: Partner, day: str) -> tuple[str, int, int]:
        held = definitions.holding(session, actor("dewi"), of, date.fromisoformat(day))
        return held.of, held.number, held.definition.late_days

    assert late(partner, "2026-02-28") == ("installed", 0, 0)
    assert late(partner, "2026-03-01") == ("kind", 1, 1)
    assert late(partner, "2026-06-30") == ("kind", 3, 3)
    assert late(partner, "2026-08-01") == ("partner", 1, 7)
    assert late(other, "2026-08-01") == ("kind", 3, 3)
    assert late(partner, "2026-09-01") == ("kind", 3, 3)


def test_what_comes_with_the_portal_can_be_counted_by() -> None:
    for definition in definitions.INSTALLED.values():
        assert set(definition.weights) <= set(definition.targets)
        assert definition.excluded_causes == {"company"} and definition.late_days == 0
    whole = {"partner": Decimal(0), "company": Decimal(0)}
    for key, weight in definitions.INSTALLED["distributor"].weights.items():
        whole[BY_KEY[key].party] += weight
    assert whole == {"partner": 100, "company": 100}
