"""The first person of a fresh installation, from the command line."""

import pytest

from portal.accounts import passwords
from portal.accounts.models import Token, User
from portal.partners.models import Company
from tests import cast
from tests.accounts import arrange

GOOD = ["create-admin", "Siti@Cahayabaja.example", "--name", "Siti"]
EMAIL = "siti@cahayabaja.example"


@pytest.fixture
def run(app):
    """Run a command; what it needs from standard input comes second."""
    runner = app.test_cli_runner()
    return lambda arguments, typed="": runner.invoke(args=arguments, input=typed)


def test_with_a_password_from_standard_input_the_person_may_sign_in(app, run, visitor):
    made = run([*GOOD, "--password-stdin"], "tujuh ekor bebek\n")
    assert made.exit_code == 0
    assert "bebek" not in made.output
    (user,) = arrange.look(app, User, email=EMAIL)
    assert user.staff_role == "administrator"
    assert passwords.verify(user.password_hash, "tujuh ekor bebek")
    assert visitor.send("/login", {"email": EMAIL, "password": "tujuh ekor bebek"}).status_code == 303


def test_without_one_a_link_is_printed_that_works_once(app, run, visitor):
    made = run(GOOD)
    assert made.exit_code == 0
    path = made.output.strip().removeprefix("http://localhost")
    assert path.startswith("/invitations/")
    assert path.rpartition("/")[2] not in vars(arrange.look(app, Token)[0]).values()
    assert visitor.get(path).status_code == 200
    visitor.send(path, {"name": "Siti", "password": "tujuh ekor bebek"})
    assert visitor.get("/settings/people").status_code == 200
    assert app.test_client().get(path).status_code == 404


def test_a_fresh_database_gets_its_company(app, run):
    arrange.change(app, lambda s: s.query(Company).delete())
    made = run([*GOOD, "--company", "PT Baru", "--city", "Malang", "--zone", "Asia/Makassar"])
    assert made.exit_code == 0
    (company,) = arrange.look(app, Company)
    assert (company.name, company.short_name, company.city, company.zone) == (
        "PT Baru",
        "PT Baru",
        "Malang",
        "Asia/Makassar",
    )


def test_a_company_that_is_there_stays_as_it_is(app, run):
    run([*GOOD, "--company", "PT Baru"])
    assert [c.name for c in arrange.look(app, Company)] == ["PT Cahaya Baja Nusantara"]


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        ([*GOOD, "--password-stdin"], "short\n", "at least 10 characters"),
        (["create-admin", cast.email("rina"), "--name", "R"], "", "has an account already"),
        (["create-admin", "nobody", "--name", "N"], "", "whole e-mail address"),
        (["create-admin", EMAIL], "", "--name"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(app, run, arguments, typed, said):
    made = run(arguments, typed)
    assert made.exit_code != 0
    assert said in made.output
    assert len(arrange.look(app, User)) == len(cast.EVERYONE)
    assert arrange.look(app, Token) == []


def test_a_zone_that_does_not_exist_is_refused(app, run):
    arrange.change(app, lambda s: s.query(Company).delete())
    assert "not a time zone" in run([*GOOD, "--zone", "Mars/Base"]).output
    assert arrange.look(app, Company) == []
