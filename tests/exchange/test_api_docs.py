"""The description for programs and for people. endpoint: exchange.openapi"""

import json
import re

import pytest

from portal.exchange import api_asking, api_description, api_periods
from portal.exchange.routes import api_epcis, api_orders, api_shipments
from portal.web.gate import token_scope
from tests import cast
from tests.exchange.test_report_events import dispatched


def described(app):
    """(method, rule) of every view that takes a token."""
    return {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)): token_scope(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if token_scope(app, rule.endpoint)
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_address_is_described_with_the_scope_it_needs(app):
    with app.test_request_context():
        told = {(one.method, one.path): one.scope for one in api_description.operations()}
    assert told == described(app)


def test_every_parameter_that_is_read_is_described(app):
    with app.test_request_context():
        told = {
            one.path: {p.name for p in one.parameters if p.where == "query"}
            for one in api_description.operations()
            if one.method == "GET"
        }
    assert told["/api/v1/orders"] == set(api_orders.PARAMETERS)
    assert told["/api/v1/shipments"] == set(api_shipments.PARAMETERS)
    scorecard = "/api/v1/partners/{code}/scorecard"
    assert told[scorecard] == set(api_periods.PARAMETERS)
    assert told[f"{scorecard}/{{metric}}"] == {*api_periods.PARAMETERS, "after"}
    assert told["/api/v1/epcis/events"] == set(api_asking.PARAMETERS)


def test_the_document_is_whole(visitor):
    answer = visitor.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    document = json.loads(answer.data)
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "http://localhost"}]
    refs = set(re.findall(r'"#/components/(\w+)/(\w+)"', answer.get_data(as_text=True)))
    assert refs and all(name in document["components"][kind] for kind, name in refs)
    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids)) == 11


@pytest.mark.parametrize("name", cast.EVERYONE)
def test_everybody_may_read_the_page(client, name):
    opened = client(name)
    assert opened.get("/api/docs").status_code == 200
    assert "/api/v1/epcis/capture" in opened.page.text
    assert ("/settings/tokens" in opened.page.html) is (name in ("adi", "rina", "budi"))


def test_a_visitor_signs_in_first(visitor):
    assert visitor.get("/api/docs").status_code == 303


def test_examples_are_what_is_taken(session, program):
    """Each example on the page is answered as the page says."""
    dispatched(session, "SN-1042")
    rina = program("rina")
    rina.post("/api/v1/shipments/SN-1042/events", api_description.REPORT_EXAMPLE.encode())
    assert rina.status == 201
    job = rina.post(f"{api_epcis.PREFIX}capture", api_description.CAPTURE_EXAMPLE.encode())
    assert job["success"] is True
