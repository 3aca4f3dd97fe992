"""What an answer must be for the gateway to believe it."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from gateway.content import ResponseContent
from gateway.errors import InconsistentAnswerError, SealError
from gateway.message import Outcome, Sealed
from gateway.signature import (
    CLOCK_SKEW_MS,
    OpenedResponse,
    SealedRequest,
    Verdict,
    open_response,
)
from tests.gateway.forging import payload_of, resign, with_content
from tests.gateway.members import DAY_MS, OTHER_PROVIDER, ManualClock, Members

PROVIDER = "VN/GOV/G01"
RESPONSE_SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "sealed" / "response.json"


@pytest.fixture
def asked(members: Members) -> SealedRequest:
    return members.seal()


@pytest.fixture
def answer(members: Members, asked: SealedRequest) -> Sealed:
    return members.answer(members.open(asked))


def opened(members: Members, answer: Sealed, asked: SealedRequest) -> OpenedResponse:
    return open_response(answer, asked, members.directory)


def refused(members: Members, answer: Sealed, asked: SealedRequest) -> str:
    with pytest.raises(SealError) as raised:
        opened(members, answer, asked)
    return raised.value.reason


def test_what_the_provider_seals_the_gateway_opens(members: Members, asked: SealedRequest) -> None:
    content = ResponseContent(status=200, headers=(("A", "b"),), body=b"{}", native=b"<x/>")

    answer = members.answer(members.open(asked), content, verdict=Verdict(outcome="ok"))

    read = opened(members, answer, asked)
    assert (read.status, read.outcome, read.code) == (200, "ok", "")
    assert read.content == content


def test_a_refusal_carries_its_code(members: Members, asked: SealedRequest) -> None:
    content = ResponseContent(status=403, headers=(), body=b"{}")
    verdict = Verdict(outcome="denied", code="access_denied")

    read = opened(members, members.answer(members.open(asked), content, None, verdict), asked)

    assert (read.status, read.outcome, read.code) == (403, "denied", "access_denied")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(403, "ok"), (502, "not_found"), (302, "not_found"), (302, "error"), (204, "error")],
)
def test_an_answer_whose_status_contradicts_its_outcome_is_inconsistent(
    members: Members, asked: SealedRequest, status: int, outcome: Outcome
) -> None:
    content = ResponseContent(status=status, headers=(), body=b"{}")

    answer = members.answer(members.open(asked), content, verdict=Verdict(outcome=outcome))

    with pytest.raises(InconsistentAnswerError):
        opened(members, answer, asked)


def test_a_good_answer_with_the_code_of_a_failure_is_inconsistent(
    members: Members, asked: SealedRequest
) -> None:
    verdict = Verdict(outcome="ok", code="service_failed")

    answer = members.answer(members.open(asked), verdict=verdict)

    with pytest.raises(InconsistentAnswerError):
        opened(members, answer, asked)


@pytest.mark.parametrize("code", ["", "service_failed"])
def test_a_sealed_answer_is_of_its_schema(
    members: Members, asked: SealedRequest, code: str
) -> None:
    verdict = Verdict(outcome="provider_error", code=code)

    answer = members.answer(members.open(asked), verdict=verdict)

    schema = json.loads(RESPONSE_SCHEMA.read_text("utf-8"))
    jsonschema.validate(payload_of(answer.jws), schema)


@pytest.mark.parametrize("owner", [OTHER_PROVIDER, "VN/GOV/H29", "node:test"])
def test_an_answer_sealed_by_another_member_is_refused(
    members: Members, asked: SealedRequest, owner: str
) -> None:
    answer = members.answer(members.open(asked), signer=members.signers[owner])

    assert refused(members, answer, asked) == "wrong_signer"


def test_a_stranger_under_the_providers_kid_is_refused(
    members: Members, asked: SealedRequest
) -> None:
    strange = replace(members.signers[OTHER_PROVIDER], kid=members.signers[PROVIDER].kid)

    answer = members.answer(members.open(asked), signer=strange)

    assert refused(members, answer, asked) == "bad_signature"


def test_an_unknown_kid_is_refused(members: Members, asked: SealedRequest) -> None:
    signer = replace(members.signers[PROVIDER], kid="nobody")

    assert refused(members, members.answer(members.open(asked), signer=signer), asked) == (
        "unknown_kid"
    )


def test_a_request_is_no_answer(members: Members, asked: SealedRequest) -> None:
    assert refused(members, asked.sealed, asked) == "wrong_typ"


def test_other_content_beside_the_seal_is_refused(
    members: Members, answer: Sealed, asked: SealedRequest
) -> None:
    other = members.answer(members.open(asked)).content

    assert refused(members, replace(answer, content=other), asked) == "wrong_content"


def test_content_that_is_no_content_is_refused(
    members: Members, answer: Sealed, asked: SealedRequest
) -> None:
    forged = with_content(answer, members.signers[PROVIDER], b"\xc0")

    assert refused(members, forged, asked) == "malformed_content"


def test_the_answer_to_another_request_is_inconsistent(members: Members, answer: Sealed) -> None:
    with pytest.raises(InconsistentAnswerError):
        opened(members, answer, members.seal())


def test_the_answer_to_another_message_under_the_same_id_is_inconsistent(
    members: Members,
) -> None:
    request = members.request()
    first, second = members.seal(request), members.seal(request)

    answer = members.answer(members.open(first))

    with pytest.raises(InconsistentAnswerError):
        opened(members, answer, second)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "another"},
        {"requestId": "00000000-0000-4000-8000-000000000009"},
        {"client": "VN/GOV/G14/lgsp"},
        {"service": "VN/GOV/G01/dancu/XacThucThongTinCongDan"},
        {"requestDigest": "A" * 43},
        {"status": 201},
        {"outcome": "splendid"},
        {"outcome": "provider_error"},
        {"outcome": "denied", "code": "access_denied"},
    ],
    ids=str,
)
def test_a_changed_claim_is_inconsistent_even_under_the_providers_seal(
    members: Members, answer: Sealed, asked: SealedRequest, changed: dict[str, object]
) -> None:
    forged = resign(answer, members.signers[PROVIDER], changed)

    with pytest.raises(InconsistentAnswerError):
        opened(members, forged, asked)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": 200.0},
        {"status": "200"},
        {"outcome": ["ok"]},
        {"code": 1},
        {"requestDigest": None},
        {"issuedAt": None},
        {"issuedAt": -1},
        {"note": "001090000001"},
    ],
    ids=str,
)
def test_a_payload_out_of_its_form_is_refused(
    members: Members, answer: Sealed, asked: SealedRequest, changed: dict[str, object]
) -> None:
    forged = resign(answer, members.signers[PROVIDER], changed)

    assert refused(members, forged, asked) == "malformed_payload"


@pytest.mark.parametrize("days", [-11, 11])
def test_an_answer_under_a_certificate_out_of_force_is_refused(
    members: Members, answer: Sealed, asked: SealedRequest, days: int
) -> None:
    issued_ms = members.clock.ms + days * DAY_MS
    forged = resign(answer, members.signers[PROVIDER], {"issuedAt": issued_ms})

    assert refused(members, forged, asked) == "certificate_expired"


def test_an_answer_dated_back_into_the_life_of_an_expired_key_is_refused(
    members: Members, asked: SealedRequest, answer: Sealed
) -> None:
    before = asked.issued_ms - CLOCK_SKEW_MS - 1
    forged = resign(answer, members.signers[PROVIDER], {"issuedAt": before})

    assert refused(members, forged, asked) == "bad_time"


def test_an_answer_that_comes_after_the_deadline_still_opens(
    members: Members, asked: SealedRequest, clock: ManualClock
) -> None:
    request = members.open(asked)
    clock.advance(3600)

    read = opened(members, members.answer(request), asked)

    assert read.outcome == "not_found"
