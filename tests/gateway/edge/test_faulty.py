"""Every fault of gateway and adapter: switched on, seen by a client, found in the log, switched off."""

import http.client
import time

import pytest

from gateway.faults import HEADER, KINDS, Fault
from tests.gateway.edge.disturbing import Disturbed
from tests.platform.client import Connection

REFUSED = {
    "token_expired": (401, "unauthenticated"),
    "timestamp_skew": (401, "unauthenticated"),
    "ip_refused": (403, "access_denied"),
    "quota_exceeded;retry_after_s=7": (429, "too_many_requests"),
    "officer_not_mapped": (403, "access_denied"),
    "error": (500, "internal_error"),
    "error;status=502": (502, "service_failed"),
    "error;status=503": (503, "bus_unavailable"),
    "error;status=504": (504, "timeout"),
}
"""What the gateway refuses before anybody else hears of it."""

FAILED = {
    "broker_disconnect": (503, "bus_unavailable", "failure"),
    "bad_signature": (502, "invalid_signature_value", "failure"),
    "expired_certificate": (502, "invalid_signature_value", "failure"),
    "clock_skew": (502, "invalid_signature_value", "failure"),
    "hang;place=adapter": (504, "timeout", "failure"),
    "error;place=adapter;status=503": (503, "overloaded", "response"),
    "error;place=registry": (502, "service_failed", "response"),
    "empty_body": (502, "service_failed", "response"),
    "truncated_body;place=registry": (502, "service_failed", "response"),
    "connection_reset;place=registry": (502, "service_failed", "response"),
}
"""What fails once the request is in the log, and how it ends there."""

UNTOLD = (
    "bad_signature",
    "expired_certificate",
    "clock_skew",
    "hang;place=adapter",
    "connection_reset;place=registry",
)
"""What nobody who can be believed says anything of."""

BROKEN = ("hang;seconds=0.3", "connection_reset", "truncated_body", "wrong_content_type")
SLOW = (
    "latency;seconds=0.3",
    "latency;place=adapter;seconds=0.3",
    "latency;place=registry;seconds=0.3",
)
UNSEEN = ("duplicate_delivery", "clock_skew;seconds=60")


def name(fault: str) -> str:
    return fault.partition(";")[0]


def test_every_fault_of_gateway_and_adapter_is_tried_here() -> None:
    tried = [*REFUSED, *FAILED, *BROKEN, *SLOW, *UNSEEN, "slow_trickle"]
    places = {(name(each), Fault.parse(each).place) for each in tried}

    expected = {
        (each, place)
        for each, kind in KINDS.items()
        for place in kind.places
        if place != "registry"
    }
    assert expected <= places


@pytest.mark.parametrize("fault", REFUSED)
def test_a_refusal_is_a_problem_and_an_entry(disturbed: Disturbed, fault: str) -> None:
    with disturbed.on(fault, service="dancu"):
        answer = disturbed.call()

    assert (answer.status, answer.code) == REFUSED[fault]
    assert answer.headers[HEADER.lower()] == fault
    assert disturbed.kinds(answer.problem["detail"]) == ["refusal"]
    assert disturbed.newest().fault == name(fault)
    assert disturbed.call().status == 200


@pytest.mark.parametrize("fault", FAILED)
def test_a_failure_ends_the_request_that_names_the_fault(disturbed: Disturbed, fault: str) -> None:
    with disturbed.on(fault, service="dancu"):
        answer = disturbed.call(wait_s=1)

    status, code, end = FAILED[fault]
    told = f"{fault};obeyed=unknown" if fault in UNTOLD else fault
    assert (answer.status, answer.code) == (status, code)
    assert answer.headers[HEADER.lower()] == told
    assert disturbed.kinds(answer.problem["detail"]) == ["request", end]
    assert disturbed.newest().fault == name(fault)
    assert disturbed.call().status == 200


@pytest.mark.parametrize("fault", SLOW)
def test_latency_delays_a_good_answer(disturbed: Disturbed, fault: str) -> None:
    with disturbed.on(fault, service="dancu"):
        answer, seconds = disturbed.timed()

    assert answer.status == 200
    assert 0.3 <= seconds < 5
    waited = ";waited_s=0.300" if "registry" in fault else ""
    assert answer.headers[HEADER.lower()] == f"{fault}{waited}"
    assert disturbed.newest().fault == "latency"
    assert disturbed.call().headers.get(HEADER.lower()) is None


@pytest.mark.parametrize("fault", UNSEEN)
def test_some_faults_a_client_does_not_see(disturbed: Disturbed, fault: str) -> None:
    expected = disturbed.call()

    with disturbed.on(fault, service="dancu"):
        answer = disturbed.call()

    assert (answer.status, answer.body) == (200, expected.body)
    assert answer.headers[HEADER.lower()] == fault
    assert disturbed.kinds(answer.headers["x-road-request-id"]) == ["request", "response"]
    assert disturbed.newest().fault == name(fault)


def test_a_registry_that_hangs_ends_with_the_callers_patience(disturbed: Disturbed) -> None:
    with disturbed.on("hang;place=registry"):
        answer = disturbed.call(wait_s=1)

    assert (answer.status, answer.code) == (504, "timeout")
    # Adapter and gateway look at the same clock: either may be the first to give up.
    begun, ended = disturbed.kinds(answer.problem["detail"])[:2]
    assert (begun, ended in ("failure", "response")) == ("request", True)
    assert disturbed.newest().fault == "hang"


def test_a_hang_gives_nothing_until_the_connection_ends(disturbed: Disturbed) -> None:
    started = time.monotonic()

    with disturbed.on("hang;seconds=0.3"), pytest.raises(ConnectionResetError):
        disturbed.call()

    assert time.monotonic() - started >= 0.3
    assert (disturbed.newest().fault, disturbed.newest().row.status) == ("hang", 200)
    assert disturbed.call().status == 200


def test_who_goes_away_from_a_hang_is_not_held(disturbed: Disturbed) -> None:
    with disturbed.on("hang"), Connection(disturbed.port) as connection:
        connection.send(disturbed.bytes())

    assert disturbed.call().status == 200


def test_a_reset_comes_instead_of_the_answer(disturbed: Disturbed) -> None:
    with disturbed.on("connection_reset"), pytest.raises(ConnectionResetError):
        disturbed.call()

    assert (disturbed.newest().fault, disturbed.newest().row.status) == ("connection_reset", 200)
    assert disturbed.call().status == 200


def test_a_truncated_body_is_shorter_than_its_header_says(disturbed: Disturbed) -> None:
    whole = disturbed.call()

    with (
        disturbed.on("truncated_body;share=0.25"),
        pytest.raises(http.client.IncompleteRead) as raised,
    ):
        disturbed.call()

    assert raised.value.partial == whole.body[: len(whole.body) // 4]
    assert raised.value.expected == len(whole.body) - len(raised.value.partial)
    assert disturbed.newest().fault == "truncated_body"
    assert disturbed.call().body == whole.body


def test_a_wrong_content_type_is_on_a_good_body(disturbed: Disturbed) -> None:
    whole = disturbed.call()

    with disturbed.on("wrong_content_type"):
        answer = disturbed.call()

    assert (answer.status, answer.body) == (200, whole.body)
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers[HEADER.lower()] == "wrong_content_type"
    assert disturbed.newest().fault == "wrong_content_type"


def test_a_trickle_is_whole_in_the_end(disturbed: Disturbed) -> None:
    whole = disturbed.call()

    with disturbed.on("slow_trickle;bytes_per_s=3000"):
        answer, seconds = disturbed.timed()

    assert answer.body == whole.body
    assert seconds >= len(whole.body) / 3000 * 0.5
    assert answer.headers[HEADER.lower()] == "slow_trickle;bytes_per_s=3000"
    assert disturbed.newest().fault == "slow_trickle"


def test_the_quota_says_when_to_come_again(disturbed: Disturbed) -> None:
    answer = disturbed.call("quota_exceeded;retry_after_s=7")

    assert answer.headers["retry-after"] == "7"


def test_what_a_registry_changes_arrives_as_the_adapter_reads_it(disturbed: Disturbed) -> None:
    answer = disturbed.call("capital_names;diacritics=lost")

    found = answer.json()["CongDan"]
    assert isinstance(found, dict)
    assert found["HoVaTen"].isupper()
    assert found["HoVaTen"].isascii()
    assert disturbed.newest().fault == "capital_names"
