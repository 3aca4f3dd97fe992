"""The demo: what it shows, and that it notices when something goes otherwise."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ndxp.audit.verify import Verdict
from ndxp.cli.demo import Seen, what_went_wrong
from ndxp.cli.demo_cases import Case

GOOD = {"dancu", "dkdn", "bhxh", "datdai"}
BAD = {
    "not_found": (200, ""),
    "invalid": (422, "schema_violation"),
    "denied": (403, "access_denied"),
    "provider_error": (502, "service_failed"),
    "bad_signature": (502, "invalid_signature_value"),
}
CASE = Case(name="a call", service="VN/GOV/G01/dancu/A", body={}, expected="denied")
SEEN = Seen(
    name="a call",
    client="VN/GOV/H29/motcua",
    service="VN/GOV/G01/dancu/A",
    outcome="denied",
    status=403,
    code="access_denied",
    id="x",
    ms=1.0,
    message="",
)
VERDICT = Verdict(
    ok=True,
    entries=1,
    signatures=1,
    exchanges=1,
    first_bad=None,
    fault="",
    covered=1,
    outside="nothing outside this log was compared",
)


def check(shown: Any) -> None:
    """Every kind of end is there, with the log and the volume to match."""
    exchanges = shown["exchanges"]
    assert {e["service"].split("/")[3] for e in exchanges if e["outcome"] == "ok"} == GOOD
    found = {e["outcome"]: (e["status"], e["code"]) for e in exchanges if e["outcome"] != "ok"}
    assert found == BAD
    assert all(e["service"].startswith("VN/GOV/") and e["id"] and e["ms"] > 0 for e in exchanges)
    assert all("VN/" in e["client"] and e["name"] for e in exchanges)
    counted = [e for e in exchanges if e["outcome"] in ("ok", "not_found")]
    assert shown["volume"]["exchanges"] == len(counted)
    assert shown["volume"]["target"] == 860_000_000
    assert shown["volume"]["share"] == len(counted) / 860_000_000
    # The network document; two entries an exchange, but a refusal is one.
    refused = [e for e in exchanges if e["outcome"] in ("invalid", "denied")]
    assert shown["log"]["entries"] == 1 + 2 * len(exchanges) - len(refused)
    assert shown["log"]["verified"] is True
    assert shown["ok"] is True


def test_in_one_process_every_outcome_is_provoked(ndxp: Any) -> None:
    ran = ndxp("demo", "--json")

    assert ran.code == 0, ran.err
    check(ran.json)


def test_the_network_of_the_country_shows_the_same_and_its_log_verifies(ndxp: Any) -> None:
    ran = ndxp("demo", "--json", "--network", "country")

    assert ran.code == 0, ran.err
    check(ran.json)
    assert ndxp("audit", "verify", "--state", ".ndxp/demo").out.startswith("The log is good")
    (named,) = ndxp("audit", "show", "0", "--json", "--state", ".ndxp/demo").json
    assert (named["kind"], named["payload"]["version"]) == ("network", 1)


def test_the_next_step_is_on_the_same_network(ndxp: Any) -> None:
    ran = ndxp("demo", "--network", "country")

    assert "Go on:       ndxp up --network country " in ran.out


def test_a_network_that_does_not_ship_is_refused_with_those_that_do(ndxp: Any) -> None:
    ran = ndxp("demo", "--network", "contry")

    assert ran.code == 2
    assert "no network contry ships with us (country, small)" in ran.err


@pytest.mark.rabbit
def test_over_rabbitmq_it_is_the_same(ndxp: Any, amqp_url: str) -> None:
    ran = ndxp("demo", "--json", "--bus", amqp_url)

    assert ran.code == 0, ran.err
    check(ran.json)


def test_the_first_line_names_the_bus_and_the_pointer_is_shown(ndxp: Any, tmp_path: Path) -> None:
    ran = ndxp("demo")

    assert ran.out.startswith("Bus: in this process")
    assert "/SoDinhDanh: minLength (12)" in ran.out
    assert "at least 860 million: expected result of the NDXP task, 2023" in ran.out
    assert (tmp_path / ".ndxp" / "demo" / "log.db").exists()


def test_a_second_run_starts_afresh(ndxp: Any) -> None:
    first, second = ndxp("demo", "--json"), ndxp("demo", "--json")

    assert first.json["log"] == second.json["log"]


def test_no_broker_is_said_without_the_password(ndxp: Any) -> None:
    ran = ndxp("demo", "--bus", "amqp://somebody:geheim@127.0.0.1:1/")

    assert ran.code == 2
    assert "no message broker answers at 127.0.0.1:1" in ran.err
    assert "geheim" not in ran.err + ran.out


def test_a_call_that_ends_otherwise_is_named() -> None:
    assert what_went_wrong([CASE], [SEEN], VERDICT) == []

    wrong = what_went_wrong([CASE], [replace(SEEN, outcome="ok")], VERDICT)

    assert wrong == ["a call: expected denied, got ok"]


def test_a_log_that_does_not_verify_is_named() -> None:
    bad = replace(VERDICT, ok=False, first_bad=0, fault="changed")

    assert what_went_wrong([CASE], [SEEN], bad) == [bad.sentence]
