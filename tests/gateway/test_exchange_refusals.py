"""Calls that are not let through: which leave an entry of their own, and which are noise."""

import asyncio

import pytest

from gateway.errors import (
    AccessDeniedError,
    CannotSealError,
    ExchangeError,
    InvalidBodyError,
    LogUnavailableError,
    OverloadedError,
    SchemaViolationError,
    UnknownMemberError,
    UnknownServiceError,
)
from gateway.message import Sealed, ServiceId, SubsystemId
from gateway.signature import OpenedRequest
from tests.gateway.exchanging import Pipeline
from tests.gateway.members import OTHER_CLIENT, PERSON


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline()


async def never(_request: OpenedRequest) -> Sealed:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client": OTHER_CLIENT}, AccessDeniedError),
        ({"body": b'{"SoDinhDanh": 1}'}, SchemaViolationError),
    ],
)
async def test_a_refusal_of_a_known_client_is_an_entry_of_its_own(
    pipeline: Pipeline, changed: dict[str, object], error: type[ExchangeError]
) -> None:
    with pytest.raises(error):
        await pipeline.call(pipeline.members.request(**changed, user=PERSON))

    assert pipeline.story == ["refusal durable"]
    assert pipeline.last["code"] == error.code
    assert PERSON not in str(pipeline.last)


async def test_noise_becomes_one_entry(pipeline: Pipeline) -> None:
    unknown = SubsystemId.parse("VN/GOV/X1/nobody")
    service = ServiceId.parse("VN/GOV/G01/dancu/Nothing")
    noise: list[tuple[dict[str, object], type[ExchangeError]]] = [
        ({"client": unknown}, UnknownMemberError),
        ({"client": unknown}, UnknownMemberError),
        ({"service": service}, UnknownServiceError),
        ({"body": b"{"}, InvalidBodyError),
    ]
    for changed, error in noise:
        with pytest.raises(error):
            await pipeline.call(pipeline.members.request(**changed))

    await pipeline.exchange.log_noise()
    await pipeline.exchange.log_noise()

    assert pipeline.kinds == ["summary"]
    counts = {"unknown_member": 2, "unknown_service": 1, "invalid_body": 1}
    assert pipeline.last["counts"] == counts


async def test_noise_that_cannot_be_logged_is_not_forgotten(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidBodyError):
        await pipeline.call(pipeline.request(body=b"{"))
    pipeline.ledger.failing["summary"] = LogUnavailableError()
    await pipeline.exchange.log_noise()

    pipeline.ledger.failing.clear()
    await pipeline.exchange.log_noise()

    assert pipeline.last["counts"] == {"invalid_body": 1}


async def test_too_many_at_a_time_are_refused_and_counted() -> None:
    pipeline = Pipeline(max_in_flight=2)
    pipeline.bus.answering = never
    calls = [asyncio.create_task(pipeline.call()) for _ in range(2)]
    await pipeline.story.reaches("request durable")

    with pytest.raises(OverloadedError) as caught:
        await pipeline.call()
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    await pipeline.exchange.log_noise()

    assert (caught.value.status, caught.value.retry_after_s) == (503, 1)
    assert pipeline.last["counts"] == {"overloaded": 1}


async def test_a_place_is_free_again_after_each_call() -> None:
    pipeline = Pipeline(max_in_flight=1)

    for _ in range(3):
        await pipeline.call()
        with pytest.raises(InvalidBodyError):
            await pipeline.call(pipeline.request(body=b"{"))

    assert pipeline.kinds == ["request", "response"] * 3


async def test_a_member_whose_key_is_elsewhere_is_told_so() -> None:
    pipeline = Pipeline(keys=["node:test", "VN/GOV/G01"])

    with pytest.raises(CannotSealError):
        await pipeline.call()

    assert pipeline.kinds == ["refusal"]
    assert pipeline.last["code"] == "cannot_create_signature"
