"""Answers that nobody may use: each is refused with 502 and closes its request as a failure."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gateway.errors import (
    AnswerSignatureError,
    ExchangeError,
    InconsistentAnswerError,
    InvalidAnswerError,
    LedgerError,
)
from gateway.message import Sealed
from gateway.signature import OpenedRequest
from tests.gateway.exchanging import Pipeline
from tests.gateway.forging import resign, with_content
from tests.gateway.members import OTHER_PROVIDER

Forge = Callable[[Pipeline, OpenedRequest], Sealed]
PROVIDER = "VN/GOV/G01"


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline()


def answered_by(pipeline: Pipeline, forge: Forge) -> Callable[[OpenedRequest], Awaitable[Sealed]]:
    async def answer(request: OpenedRequest) -> Sealed:
        return forge(pipeline, request)

    return answer


def sealed_with(**changed: object) -> Forge:
    """The provider's own seal over other members."""

    def forge(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
        signer = pipeline.members.signers[PROVIDER]
        return resign(pipeline.members.answer(request), signer, changed)

    return forge


def by_another_member(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
    return pipeline.members.answer(request, signer=pipeline.members.signers[OTHER_PROVIDER])


def with_the_providers_kid_and_another_key(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
    signers = pipeline.members.signers
    forger = replace(signers[OTHER_PROVIDER], kid=signers[PROVIDER].kid)
    return pipeline.members.answer(request, signer=forger)


def over_other_content(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
    answer = pipeline.members.answer(request)
    return replace(answer, content=answer.content + b"x")


def over_no_content(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
    signer = pipeline.members.signers[PROVIDER]
    return with_content(pipeline.members.answer(request), signer, b"not msgpack")


def that_is_no_jws(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
    return Sealed(jws="a.b.c", content=pipeline.members.answer(request).content)


def that_is_our_own_request(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
    return pipeline.members.seal().sealed


UNSEALED: dict[str, Forge] = {
    "by another member": by_another_member,
    "with the provider's kid and another key": with_the_providers_kid_and_another_key,
    "over other content": over_other_content,
    "over no content": over_no_content,
    "that is no JWS": that_is_no_jws,
    "that is a request": that_is_our_own_request,
    "from before its certificate": sealed_with(issuedAt=0),
    "without a status": sealed_with(status=None),
    "with an outcome that is no text": sealed_with(outcome=["ok"]),
    "with a code that is no text": sealed_with(code=7),
    "with a time that is text": sealed_with(issuedAt="now"),
}
INCONSISTENT: dict[str, Forge] = {
    "to another request": sealed_with(requestDigest="A" * 43),
    "with another request id": sealed_with(requestId="00000000-0000-4000-8000-000000000009"),
    "with another message id": sealed_with(id="another"),
    "to another client": sealed_with(client="VN/GOV/G14/lgsp"),
    "of another service": sealed_with(service="VN/GOV/G01/dancu/XacThucThongTinCongDan"),
    "with another status": sealed_with(status=404),
    "with an outcome that there is not": sealed_with(outcome="fine"),
    "with an outcome of the node's own": sealed_with(outcome="unavailable"),
}


async def expect(pipeline: Pipeline, forge: Forge, error: type[ExchangeError]) -> None:
    pipeline.bus.answering = answered_by(pipeline, forge)

    with pytest.raises(error) as caught:
        await pipeline.call()
    await pipeline.exchange.settle()

    assert caught.value.status == 502
    assert pipeline.kinds == ["request", "failure"]
    assert pipeline.last["code"] == error.code


@pytest.mark.parametrize("forge", UNSEALED.values(), ids=UNSEALED.keys())
async def test_an_answer_that_the_provider_did_not_seal(pipeline: Pipeline, forge: Forge) -> None:
    await expect(pipeline, forge, AnswerSignatureError)


@pytest.mark.parametrize("forge", INCONSISTENT.values(), ids=INCONSISTENT.keys())
async def test_an_answer_to_something_else(pipeline: Pipeline, forge: Forge) -> None:
    await expect(pipeline, forge, InconsistentAnswerError)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b"[]", b'{"CongDan": 1}', b'{"a":1,"a":1}', b"[" * 10_000],
    ids=range(7),
)
async def test_an_answer_of_another_form(pipeline: Pipeline, body: bytes) -> None:
    def forge(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
        return pipeline.content(request, body)

    await expect(pipeline, forge, InvalidAnswerError)


async def test_an_answer_that_the_log_does_not_take(pipeline: Pipeline) -> None:
    pipeline.ledger.failing["response"] = LedgerError("a member has the wrong type")

    with pytest.raises(InvalidAnswerError):
        await pipeline.call()
    await pipeline.exchange.settle()

    assert pipeline.kinds == ["request", "failure"]
    assert pipeline.last["code"] == "invalid_answer"


async def test_a_failure_that_the_provider_sealed_is_its_answer(pipeline: Pipeline) -> None:
    def forge(pipeline: Pipeline, request: OpenedRequest) -> Sealed:
        return pipeline.content(
            request, b"out of order", status=502, outcome="provider_error", code="service_failed"
        )

    pipeline.bus.answering = answered_by(pipeline, forge)

    response = await pipeline.call()

    assert (response.status, response.outcome, response.code) == (
        502,
        "provider_error",
        "service_failed",
    )
    assert pipeline.kinds == ["request", "response"]
