"""What is sent, and what an answer means."""

import json
from collections.abc import Mapping, Sequence

import pytest

from gateway.message import ServiceId, SubsystemId
from ndxp.load.calls import ServiceCalls, judge, prepare
from ndxp.load.http import Answer, Pool
from ndxp.load.recording import Outcome
from ndxp.load.target import Target

PLACE = Target(host="127.0.0.1", port=9)
ONE, OTHER = (ServiceId.parse(f"VN/GOV/G01/dancu/{code}") for code in ("TraCuu", "XacThuc"))
CLIENT = SubsystemId.parse("VN/GOV/H29/motcua")


def sampler(service: ServiceId, count: int) -> Sequence[Mapping[str, object]]:
    return [{"Ten": f"Đỗ {service.code} {number}"} for number in range(count)]


def answered(status: int, body: bytes) -> Outcome:
    return judge(Answer(status=status, body=body, keep=True))


def test_services_alternate_and_their_samples_take_turns() -> None:
    requests = prepare(PLACE, CLIENT, [ONE, OTHER], sampler, "")

    bodies = [json.loads(request.partition(b"\r\n\r\n")[2])["Ten"] for request in requests[:4]]
    assert bodies == ["Đỗ TraCuu 0", "Đỗ XacThuc 0", "Đỗ TraCuu 1", "Đỗ XacThuc 1"]
    assert requests[1].startswith(b"POST /r1/VN/GOV/G01/dancu/XacThuc HTTP/1.1\r\n")
    assert b"\r\nX-Road-Client: VN/GOV/H29/motcua\r\n" in requests[0]


def test_a_token_is_sent_if_there_is_one() -> None:
    without, with_token = (prepare(PLACE, CLIENT, [ONE], sampler, token) for token in ("", "abc"))

    assert b"Authorization" not in without[0]
    assert b"\r\nAuthorization: Bearer abc\r\n" in with_token[0]


def test_a_record_is_found() -> None:
    outcome = answered(200, b'{"CongDan": {}}')

    assert (outcome.label, outcome.good, outcome.found) == ("200", True, True)


@pytest.mark.parametrize("body", [b"{}", b" { } ", b'{"KetQua": false}'])
def test_not_found_is_good_but_not_found(body: bytes) -> None:
    outcome = answered(200, body)

    assert (outcome.label, outcome.good, outcome.found) == ("200", True, False)


def test_a_failure_is_named_by_status_and_code(problem: bytes) -> None:
    outcome = answered(503, problem)

    assert (outcome.label, outcome.good, outcome.answered) == ("503 overloaded", False, True)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"type": 1}'])
def test_a_failure_without_a_code_is_named_by_its_status(body: bytes) -> None:
    assert answered(502, body).label == "502"


async def test_no_server_is_an_outcome_too() -> None:
    calls = ServiceCalls(Pool(PLACE, 5), prepare(PLACE, CLIENT, [ONE], sampler, ""))

    outcome = await calls.call(0)

    assert (outcome.label, outcome.answered) == ("connection", False)
