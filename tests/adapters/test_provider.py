import json
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.base import Answer
from gateway.errors import (
    InconsistentAnswerError,
    RegistryFailedError,
    RegistryRefusedError,
    SealError,
)
from gateway.message import ServiceId
from tests.adapters.asking import Side
from tests.gateway.forging import resign
from tests.gateway.members import (
    BODY,
    CLIENT,
    OTHER_CLIENT,
    PERSON,
    SERVICE,
)

NOBODY: dict[str, Any] = {"CongDan": {"SoDinhDanh": PERSON}}  # not of the answer's schema


async def test_a_good_request_reaches_the_registry_and_its_answer_is_sealed(side: Side) -> None:
    reply, sealed = await side.ask()

    opened = side.open(reply, sealed)
    assert (opened.status, opened.outcome, opened.code) == (200, "not_found", "")
    assert opened.content.body == b"{}"
    assert reply.dead == ""
    (call,) = side.adapter.calls
    assert (call.service, call.body) == (SERVICE.code, json.loads(BODY))
    assert (call.request_id, call.time_left_s) == (sealed.request_id, 30.0)


async def test_the_registrys_own_words_travel_beside_the_answer(side: Side) -> None:
    side.adapter.result = Answer(body={}, found=False, native=b"<xml/>")

    opened = await side.answer()

    assert opened.content.native == b"<xml/>"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"client": None}, "malformed_payload"),
        ({"contentDigest": "A" * 43}, "wrong_content"),
        ({"issuedAt": 0}, "certificate_expired"),
    ],
)
async def test_a_message_that_nobody_vouches_for_is_dead(
    side: Side, changed: dict[str, object], reason: str
) -> None:
    good = side.members.seal().sealed

    forged = resign(good, side.members.signers[CLIENT.member], changed)

    assert await side.dead(forged) == reason


async def test_a_message_of_another_member_is_dead(side: Side) -> None:
    good = side.members.seal().sealed

    assert await side.dead(resign(good, side.members.signers["VN/GOV/G14"], {})) == "wrong_signer"


async def test_an_expired_message_is_dead(side: Side) -> None:
    sealed = side.members.seal().sealed
    side.members.clock.advance(30)

    assert await side.dead(sealed) == "message_expired"


@pytest.mark.parametrize(
    ("changed", "code", "status", "outcome"),
    [
        ({"client": OTHER_CLIENT}, "access_denied", 403, "denied"),
        (
            {"service": replace(SERVICE, code="XoaCongDan")},
            "unknown_service",
            404,
            "invalid",
        ),
        ({"body": b"{"}, "invalid_body", 400, "invalid"),
        ({"body": b'{"SoDinhDanh":1}'}, "schema_violation", 422, "invalid"),
    ],
)
async def test_a_refusal_is_answered_under_the_providers_seal_and_dead(
    side: Side, changed: dict[str, object], code: str, status: int, outcome: str
) -> None:
    reply, sealed = await side.ask(**changed)

    opened = side.open(reply, sealed)
    assert (opened.code, opened.status, opened.outcome) == (code, status, outcome)
    assert reply.dead == code
    assert side.adapter.calls == []


async def test_a_request_for_another_provider_is_not_answered_in_its_name(side: Side) -> None:
    service = ServiceId.parse("VN/GOV/G05/dkdn/chiTietDoanhNghiep")

    reply, sealed = await side.ask(service=service)

    assert reply.dead == "unknown_service"
    assert side.adapter.calls == []
    with pytest.raises(SealError):
        side.open(reply, sealed)


async def test_a_registry_that_fails_is_answered_and_not_dead(side: Side) -> None:
    side.adapter.result = RegistryFailedError()

    reply, sealed = await side.ask()

    opened = side.open(reply, sealed)
    assert (opened.code, opened.status, opened.outcome) == (
        "service_failed",
        502,
        "provider_error",
    )
    assert reply.dead == ""


async def test_a_registry_that_refuses_says_where(side: Side) -> None:
    side.adapter.result = RegistryRefusedError("/HoVaTen")

    opened = await side.answer()

    assert (opened.code, opened.status) == ("service_refused", 422)
    assert "/HoVaTen" in opened.content.body.decode()


async def test_an_error_of_the_adapters_own_is_a_failed_registry_without_its_words(
    side: Side,
) -> None:
    side.adapter.result = ValueError(f"the registry said {PERSON}")

    with capture_logs() as logs:
        opened = await side.answer()

    assert opened.code == "service_failed"
    assert PERSON not in str(logs) + opened.content.body.decode()


async def test_an_answer_against_its_schema_is_not_given(side: Side) -> None:
    side.adapter.result = Answer(body=NOBODY, found=True)

    opened = await side.answer()

    assert (opened.code, opened.status) == ("invalid_answer", 502)
    assert PERSON not in opened.content.body.decode()


async def test_a_slow_registry_is_waited_for_no_longer_than_the_caller_waits(side: Side) -> None:
    side.adapter.delay_s = 5

    opened = await side.answer(wait_s=0.02)

    assert (opened.code, opened.status, opened.outcome) == ("timeout", 504, "timeout")


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("vi-VN,en;q=0.8", "quyền"),
        ("en;q=0.1,vi", "quyền"),
        ("vi;q=0.1,en", "right"),
        ("en", "right"),
        ("", "right"),
    ],
)
async def test_a_refusal_speaks_the_callers_language(side: Side, language: str, word: str) -> None:
    headers = (("accept-language", language),)

    opened = await side.answer(client=OTHER_CLIENT, headers=headers)

    document = json.loads(opened.content.body)
    assert word in document["message"]
    assert dict(opened.content.headers)["X-Road-Error"] == document["type"]
    assert document["type"] == "server.serverproxy.access_denied"


async def test_a_redelivery_is_answered_once(side: Side) -> None:
    sealed = side.members.seal()
    first = await side.handles.handle(sealed.sealed)

    again = await side.handles.handle(sealed.sealed)

    assert again.answer == first.answer
    assert len(side.adapter.calls) == 1


async def test_the_same_id_over_another_body_is_refused_under_the_providers_seal(
    side: Side,
) -> None:
    request = side.members.request()
    await side.handles.handle(side.members.seal(request).sealed)
    other = BODY.replace(PERSON.encode(), b"001090000002")

    second = side.members.seal(replace(request, body=other))
    reply = await side.handles.handle(second.sealed)

    opened = side.open(reply, second)
    assert (opened.code, opened.status, reply.dead) == ("replayed_request", 409, "replayed_request")
    assert len(side.adapter.calls) == 1


async def test_an_answer_to_one_request_does_not_open_for_another(side: Side) -> None:
    reply, _ = await side.ask()

    with pytest.raises(InconsistentAnswerError):
        side.open(reply, side.members.seal())
