"""Faults are switched on and off at /faults, or ordered by a call for itself."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gateway.faults import HEADER, KINDS
from tests.gateway.edge.disturbing import Disturbed
from tests.platform.client import exchange, message


def test_a_call_may_order_a_fault_of_its_own(disturbed: Disturbed) -> None:
    answer = disturbed.call("error;status=503")

    assert answer.code == "bus_unavailable"
    assert disturbed.call().status == 200


def test_an_order_counts_before_any_rule(disturbed: Disturbed) -> None:
    with disturbed.on("ip_refused"):
        answer = disturbed.call("token_expired")

    assert answer.status == 401


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ("latncy", "no fault has this name; the closest: latency"),
        ("latency;seconds=601", "latency: seconds is a number from 0 to 600"),
        ("bad_signature;place=gateway", "bad_signature: place is one of adapter"),
        ("head_office_spelt_right", "head_office_spelt_right is a fault of dkdn only"),
    ],
)
def test_an_order_that_is_none_is_a_bad_request(
    disturbed: Disturbed, order: str, sentence: str
) -> None:
    answer = disturbed.call(order)

    assert (answer.status, answer.code) == (400, "bad_request")
    assert f"header {HEADER}: {sentence}" in answer.problem["message"]


def test_two_orders_are_a_bad_request(disturbed: Disturbed) -> None:
    data = message(more=((HEADER, "hang"), (HEADER, "hang")))

    answer = exchange(disturbed.port, data)

    assert (answer.status, answer.code) == (400, "bad_request")


def test_a_service_that_there_is_not_has_no_faults(disturbed: Disturbed) -> None:
    path = "/r1/VN/GOV/G01/dancu/khongCo"

    with disturbed.on("hang"):
        answer = exchange(disturbed.port, message(path=path))

    assert (answer.status, answer.code) == (404, "unknown_service")


def test_what_is_on_and_what_it_did_can_be_read(disturbed: Disturbed) -> None:
    with disturbed.on("error", service="dancu", share=0.5) as rule_id:
        statuses = [disturbed.call().status for _ in range(6)]
        listed: Any = disturbed.faults("GET").json()

    (rule,) = listed["on"]
    assert (rule["id"], rule["fault"], rule["calls"]) == (rule_id, "error", 6)
    assert rule["hits"] == statuses.count(500) > 0
    assert [kind["name"] for kind in listed["kinds"]] == list(KINDS)
    assert disturbed.faults("GET").json()["on"] == []


def test_the_same_seed_gives_the_same_calls_their_faults(disturbed: Disturbed) -> None:
    runs = []
    for _ in range(2):
        with disturbed.on("error", share=0.5, seed=7):
            runs.append([disturbed.call().status for _ in range(12)])

    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


def test_callers_at_the_same_time_share_the_same_decisions(disturbed: Disturbed) -> None:
    counts = []
    with ThreadPoolExecutor(8) as callers:
        for _ in range(2):
            with disturbed.on("error", share=0.5, seed=7):
                statuses = callers.map(lambda _: disturbed.call().status, range(40))
                counts.append(Counter(statuses))

    assert counts[0] == counts[1]
    assert counts[0].keys() == {200, 500}


def test_all_are_switched_off_at_once(disturbed: Disturbed) -> None:
    for fault in ("error", "hang"):
        assert disturbed.faults("POST", rule={"fault": fault}).status == 201

    assert disturbed.faults("DELETE").json() == {"off": 2}
    assert disturbed.call().status == 200


@pytest.mark.parametrize(
    ("method", "path", "rule", "status", "words"),
    [
        ("POST", "", {"fault": "latncy"}, 400, "the closest: latency"),
        ("POST", "", {"fault": "hang", "chance": 1}, 400, "a rule is a JSON object with fault, "),
        ("POST", "", None, 400, "not usable JSON"),
        ("POST", "", {"fault": "hang", "service": "dankcu"}, 400, "the closest: dancu"),
        (
            "POST",
            "",
            {"fault": "hang", "service": "dancu/TraCu"},
            400,
            "dancu/TraCuuThongTinCongDan",
        ),
        ("POST", "", {"fault": "hang", "client": "motcau"}, 400, "the closest: motcua"),
        (
            "POST",
            "",
            {"fault": "still_processing", "service": "dancu"},
            400,
            "service: still_processing is a fault of dkdn only; the closest: ",
        ),
        ("POST", "/1", {"fault": "hang"}, 405, "DELETE"),
        ("PUT", "", {"fault": "hang"}, 405, "GET, POST, DELETE"),
        ("DELETE", "/999", None, 400, "no fault with this id is on"),
    ],
)
def test_no_other_call_of_the_desk_is_taken(
    disturbed: Disturbed, method: str, path: str, rule: object, status: int, words: str
) -> None:
    answer = disturbed.faults(method, path, rule)

    assert answer.status == status
    assert words in answer.problem["message"]


def test_no_page_of_a_browser_can_switch_one_on(disturbed: Disturbed) -> None:
    body, plain = b'{"fault": "hang"}', (("Content-Type", "text/plain"),)
    as_form = message(body, method="POST", path="/faults", headers=plain)
    rebound = message(body, method="POST", path="/faults").replace(b"localhost", b"evil.example")

    assert exchange(disturbed.port, as_form).status == 415
    assert exchange(disturbed.port, rebound).status == 403
    assert disturbed.faults("GET").json()["on"] == []


def test_every_fault_is_counted(disturbed: Disturbed) -> None:
    disturbed.call("ip_refused")

    metrics = exchange(disturbed.port, message(method="GET", path="/metrics")).body.decode()

    assert 'ndxp_faults_total{fault="ip_refused",place="gateway"}' in metrics
