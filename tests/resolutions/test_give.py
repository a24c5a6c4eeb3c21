"""POST /issues/<ref>/resolution/<step>/owner: who fills a step."""

from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from tests import cast
from tests.page import CheckedClient
from tests.resolutions.arrange import begun, send, step, verbs

Client = Callable[[str], CheckedClient]


def give(client: CheckedClient, session: Session, ref: str, person: str, **data: str) -> int:
    sent = {"version": str(step(session, ref, "causes").version), "person": person, **data}
    return client.send(f"/issues/{ref}/resolution/causes/owner", sent).status_code


def test_the_side_that_fills_names_one_of_its_people(client: Client, session: Session) -> None:
    ref, rina = begun(session), client("rina")
    seen = str(step(session, ref, "causes").version)
    assert give(rina, session, ref, "7") == 303
    assert step(session, ref, "causes").owner_name == "Sari Utami"
    assert give(rina, session, ref, "7") == 303
    assert verbs(session).count("step_given") == 1
    for stranger in ("3", "9", "8", "999", ""):  # ours, the other partner's, one who only reads, nobody
        assert give(rina, session, ref, stranger) == 422
    assert give(client("sari"), session, ref, "6", version=seen) == 409
    send(session, ref, "causes", "rina")
    assert step(session, ref, "causes").owner_name == "Sari Utami"  # hers, though Rina sent it


def test_who_may_not(client: Client, session: Session) -> None:
    ref = begun(session)
    for name, status in (("dewi", 403), ("toni", 403), ("ayu", 403), ("budi", 404)):
        assert give(client(name), session, ref, "7") == status


def test_who_is_given_something_reads_it(client: Client, session: Session) -> None:
    people = [cast.user_id(name) for name in ("sari", "toni")]
    session.execute(update(Membership).where(Membership.user_id.in_(people)).values(reach="own"))
    session.commit()
    ref, rina = begun(session, "full"), client("rina")
    assert [client(name).get(f"/issues/{ref}").status_code for name in ("sari", "toni")] == [404, 404]
    assert give(rina, session, ref, str(cast.user_id("sari"))) == 303
    assert client("sari").get(f"/issues/{ref}/resolution/causes").status_code == 200
    toni = f"partner:{cast.user_id('toni')}"
    send(session, ref, "team", names={"partner:6": "Rina", toni: "Toni", "company:3": "Dewi"})
    assert client("toni").get(f"/issues/{ref}/resolution").status_code == 200


def test_our_people_name_a_team_and_let_nobody_of_the_partner_in(client: Client, session: Session) -> None:
    ref = begun(session, "full", side="company", opener="rina", confidential=True)
    send(session, ref, "team", "dewi", names={"company:3": "Dewi", f"partner:{cast.user_id('sari')}": "Sari"})
    assert client("sari").get(f"/issues/{ref}").status_code == 404
