import json
from dataclasses import replace

import pytest

from gateway.errors import LedgerError
from gateway.jws import b64url
from gateway.ledger.derive import Derivation
from gateway.ledger.rows import VolumeKey, hour_of, volume_key
from gateway.message import Entry
from tests.gateway.ledger.simulator import CLIENT, SERVICE, START_MS, NetworkSimulator


def test_an_answer_becomes_a_row(network: NetworkSimulator) -> None:
    derivation = Derivation()
    request = network.request("the id", {"id": "the caller's", "caseRef": "c"})
    derivation.follow(4, request)

    row = derivation.follow(5, network.response(request, {"outcome": "not_found"}))

    assert row is not None
    assert row._asdict() == {
        "seq": 5,
        "request_seq": 4,
        "message_id": "the caller's",
        "request_id": "the id",
        "client": CLIENT,
        "provider": "VN/GOV/G01/dancu",
        "service_code": "TraCuuThongTinCongDan",
        "request_in_ts": START_MS,
        "request_out_ts": START_MS,
        "response_in_ts": START_MS + 5,
        "rest_method": "POST",
        "rest_path": "**",
        "request_size": 600,
        "response_size": 900,
        "status": 200,
        "outcome": "not_found",
        "code": "",
        "succeeded": 1,
        "user_ref": "u" * 22,
        "case_ref": "c",
        "subject_ref": "s" * 22,
    }
    assert derivation.open_requests == []


def test_a_provider_that_failed_did_not_succeed(network: NetworkSimulator) -> None:
    derivation = Derivation()
    request = network.request()
    derivation.follow(0, request)
    changed = {"status": 502, "outcome": "provider_error", "code": "service_failed"}

    row = derivation.follow(1, network.response(request, changed))

    assert row is not None
    assert row.succeeded == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"status": 404},
        {"status": 302, "outcome": "not_found"},
        {"outcome": "provider_error"},
        {"status": 299, "outcome": "denied"},
    ],
    ids=str,
)
def test_an_answer_whose_status_contradicts_its_outcome_is_refused(
    network: NetworkSimulator, changed: dict[str, object]
) -> None:
    derivation = Derivation()
    request, failed = network.request(), network.request()
    derivation.follow(0, request)
    derivation.follow(1, failed)
    derivation.follow(2, network.failure(failed))

    with pytest.raises(LedgerError, match="contradicts"):
        derivation.follow(3, network.response(request, changed))
    with pytest.raises(LedgerError, match="contradicts"):
        derivation.follow(3, network.response(failed, changed, kind="late"))


def test_a_refusal_is_a_row_without_a_request(network: NetworkSimulator) -> None:
    row = Derivation().follow(0, network.refusal())

    assert row is not None
    assert (row.request_seq, row.outcome, row.code) == (None, "denied", "access_denied")


def test_a_batch_that_was_not_written_is_taken_back(network: NetworkSimulator) -> None:
    derivation = Derivation()
    before = network.request("before")
    derivation.follow(0, before)
    derivation.settle()

    derivation.follow(1, network.failure(before))
    derivation.follow(2, network.request("new"))
    derivation.take_back()

    assert [request.payload["requestId"] for request in derivation.open_requests] == ["before"]
    with pytest.raises(LedgerError, match="comes late"):
        derivation.follow(1, network.response(before, kind="late"))


def test_only_the_last_failures_are_remembered(network: NetworkSimulator) -> None:
    derivation = Derivation(remembered=1)
    requests = [network.request(), network.request()]
    for seq, request in enumerate(requests):
        derivation.follow(2 * seq, request)
        derivation.follow(2 * seq + 1, network.failure(request))
    derivation.settle()

    derivation.follow(4, network.response(requests[1], kind="late"))
    with pytest.raises(LedgerError, match="comes late"):
        derivation.follow(5, network.response(requests[0], kind="late"))


def test_a_node_cannot_count_a_transaction(network: NetworkSimulator) -> None:
    payload = {
        "id": "",
        "requestId": "",
        "client": CLIENT,
        "service": SERVICE,
        "code": "",
        "status": 200,
        "outcome": "ok",
        "time": 0,
    }
    token = network.signers["node:sim"].sign("ndxp-refusal+jws", payload)

    with pytest.raises(LedgerError, match="only a provider's answer"):
        Derivation().follow(0, network.entry("refusal", token, {"inTs": 0}))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"client": "VN/GOV/H29"}, "client is not a subsystem"),
        ({"service": "dancu"}, "service is not a service"),
        ({"userRef": 7}, "userRef of the payload has the wrong type"),
        ({"expiresAt": 2**60}, "expiresAt of the payload is out of range"),
    ],
)
def test_a_request_of_another_shape_is_refused(
    network: NetworkSimulator, changed: dict[str, object], fault: str
) -> None:
    with pytest.raises(LedgerError, match=fault):
        Derivation().follow(0, network.request(changed=changed))


@pytest.mark.parametrize("jws", ["no jws", "a.b", "a.é.c", "a.b.c.d"])
def test_what_is_no_jws_is_refused(jws: str) -> None:
    with pytest.raises(LedgerError, match="not a compact JWS"):
        Derivation().follow(0, Entry(kind="request", time_ms=0, jws=jws, facts="{}"))


@pytest.mark.parametrize("payload", [b"[1]", b"{", b'{"id":1,"id":2}', b'{"id":NaN}', b"\xff"])
def test_a_payload_that_is_no_json_object_is_refused(payload: bytes) -> None:
    entry = Entry(kind="request", time_ms=0, jws=f"a.{b64url(payload)}.c", facts="{}")

    with pytest.raises(LedgerError, match="JSON"):
        Derivation().follow(0, entry)


@pytest.mark.parametrize("facts", ["", "[]", "{}", '{"inTs":"1"}', '{"inTs":-1}'])
def test_facts_of_another_shape_are_refused(network: NetworkSimulator, facts: str) -> None:
    with pytest.raises(LedgerError, match="facts"):
        Derivation().follow(0, replace(network.refusal(), facts=facts))


def test_kinds_of_later_versions_are_refused(network: NetworkSimulator) -> None:
    with pytest.raises(LedgerError, match="the kind is unknown"):
        Derivation().follow(0, replace(network.summary(), kind="hop"))


@pytest.mark.parametrize(
    ("time_ms", "hour"),
    [
        (1_798_736_399_999, "2026-12-31T23"),
        (1_798_736_400_000, "2027-01-01T00"),
        (START_MS, "2026-11-22T14"),
    ],
)
def test_hours_are_those_of_vietnam(time_ms: int, hour: str) -> None:
    assert hour_of(time_ms) == hour


def test_a_time_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(LedgerError, match="out of range"):
        hour_of(2**62)


def test_a_row_counts_in_its_hour(network: NetworkSimulator) -> None:
    row = Derivation().follow(0, network.refusal())

    assert row is not None
    assert volume_key(row, "2026-11-22T14") == VolumeKey("2026-11-22T14", CLIENT, SERVICE, "denied")
    assert json.dumps(row)
