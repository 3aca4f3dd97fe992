"""One exchange: in which order things happen, and what is in the log whatever happens."""

import asyncio

import pytest

from gateway.errors import (
    BusUnavailableError,
    DeadlineExceededError,
    ExchangeError,
    LogUnavailableError,
    OverloadedError,
    ProviderUnavailableError,
)
from gateway.message import Request, Sealed
from gateway.records import Parties
from gateway.signature import OpenedRequest
from tests.gateway.exchanging import Pipeline


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline()


async def never(_request: OpenedRequest) -> Sealed:
    await asyncio.Event().wait()
    raise AssertionError


def parties(request: Request) -> Parties:
    return Parties(
        message_id=request.message_id,
        request_id=request.request_id,
        client=str(request.client),
        service=str(request.service),
    )


async def test_nothing_leaves_before_it_is_logged_and_nothing_is_given_before_it_is(
    pipeline: Pipeline,
) -> None:
    response = await pipeline.call()

    assert response.body == b"{}"
    assert pipeline.story == ["request durable", "bus called", "response durable", "answer given"]


async def test_the_bus_waits_for_a_slow_log(pipeline: Pipeline) -> None:
    pipeline.ledger.held["request"] = asyncio.Event()
    call = asyncio.create_task(pipeline.call())
    await asyncio.sleep(0.02)

    before = list(pipeline.story)
    pipeline.ledger.held["request"].set()
    await call

    assert before == []


async def test_the_caller_waits_for_a_slow_log(pipeline: Pipeline) -> None:
    pipeline.ledger.held["response"] = asyncio.Event()
    call = asyncio.create_task(pipeline.call())
    await asyncio.sleep(0.02)

    done_before = call.done()
    pipeline.ledger.held["response"].set()
    await call

    assert not done_before


async def test_without_a_log_nothing_reaches_the_bus(pipeline: Pipeline) -> None:
    pipeline.ledger.failing["request"] = LogUnavailableError()

    with pytest.raises(LogUnavailableError) as caught:
        await pipeline.call()

    assert (caught.value.status, caught.value.retry_after_s) == (503, 5)
    assert pipeline.story == []


@pytest.mark.parametrize("error", [LogUnavailableError(), OverloadedError()], ids=repr)
async def test_an_answer_that_cannot_be_logged_is_not_given_and_ends_as_a_failure(
    pipeline: Pipeline, error: ExchangeError
) -> None:
    pipeline.ledger.failing["response"] = error

    with pytest.raises(type(error)):
        await pipeline.call()
    await pipeline.exchange.settle()

    assert pipeline.kinds == ["request", "failure"]
    assert pipeline.last["code"] == error.code


async def test_what_cannot_be_closed_is_closed_when_the_log_is_back(pipeline: Pipeline) -> None:
    pipeline.ledger.failing = {"response": LogUnavailableError(), "failure": LogUnavailableError()}
    with pytest.raises(LogUnavailableError):
        await pipeline.call()
    await pipeline.exchange.settle()
    still_open = pipeline.ledger.open_requests

    pipeline.ledger.failing.clear()
    await pipeline.exchange.settle()

    assert (still_open, pipeline.ledger.open_requests) == (1, 0)


@pytest.mark.parametrize("error", [LogUnavailableError(), OverloadedError()], ids=repr)
async def test_a_failure_that_cannot_be_logged_is_logged_later_as_what_it_was(
    pipeline: Pipeline, error: ExchangeError
) -> None:
    pipeline.bus.answering = never
    pipeline.ledger.failing["failure"] = error

    with pytest.raises(DeadlineExceededError):
        await pipeline.call(pipeline.request(wait_s=0.02))
    pipeline.ledger.failing.clear()
    await pipeline.exchange.settle()

    assert pipeline.last["code"] == "timeout"


async def test_an_end_that_was_written_after_all_does_not_hold_up_the_others(
    pipeline: Pipeline,
) -> None:
    pipeline.ledger.failing["response"] = LogUnavailableError()
    requests = [pipeline.request(), pipeline.request()]
    for request in requests:
        with pytest.raises(LogUnavailableError):
            await pipeline.call(request)
    await pipeline.ledger.append(
        pipeline.recorder.failure(parties(requests[0]), LogUnavailableError(), None)
    )

    await pipeline.exchange.settle()

    assert pipeline.ledger.open_requests == 0


async def test_a_call_without_an_answer_ends_as_a_failure(pipeline: Pipeline) -> None:
    pipeline.bus.answering = never

    with pytest.raises(DeadlineExceededError):
        await pipeline.call(pipeline.request(wait_s=0.02))

    assert pipeline.kinds == ["request", "failure"]
    assert (pipeline.last["code"], pipeline.last["outcome"]) == ("timeout", "timeout")


async def test_an_answer_that_comes_late_is_logged_and_not_counted(pipeline: Pipeline) -> None:
    asked: list[OpenedRequest] = []

    async def remember(request: OpenedRequest) -> Sealed:
        asked.append(request)
        return await never(request)

    pipeline.bus.answering = remember
    with pytest.raises(DeadlineExceededError):
        await pipeline.call(pipeline.request(wait_s=0.02))

    pipeline.bus.deliver_late(asked[0].request_id, pipeline.members.answer(asked[0]))
    await pipeline.story.reaches("late durable")

    assert pipeline.kinds == ["request", "failure", "late"]


async def test_a_late_answer_that_the_provider_did_not_sign_is_not_logged(
    pipeline: Pipeline,
) -> None:
    asked: list[OpenedRequest] = []

    async def remember(request: OpenedRequest) -> Sealed:
        asked.append(request)
        return await never(request)

    pipeline.bus.answering = remember
    with pytest.raises(DeadlineExceededError):
        await pipeline.call(pipeline.request(wait_s=0.02))

    stranger = pipeline.members.signers["VN/GOV/G05"]
    forged = pipeline.members.answer(asked[0], signer=stranger)
    pipeline.bus.deliver_late(asked[0].request_id, forged)
    await asyncio.sleep(0.02)

    assert pipeline.kinds == ["request", "failure"]


async def test_the_request_of_a_caller_that_left_is_closed(pipeline: Pipeline) -> None:
    pipeline.bus.answering = never
    call = asyncio.create_task(pipeline.call())
    await pipeline.story.reaches("bus called")

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert pipeline.kinds == ["request", "failure"]
    assert pipeline.last["code"] == "aborted"


@pytest.mark.parametrize("held", ["request", "response"])
async def test_a_caller_that_leaves_during_a_write_leaves_nothing_open(
    pipeline: Pipeline, held: str
) -> None:
    gate = asyncio.Event()
    pipeline.ledger.held = {"request": gate} if held == "request" else {"response": gate}
    call = asyncio.create_task(pipeline.call())
    await asyncio.sleep(0.02)

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    gate.set()
    await pipeline.story.reaches(f"{held} durable")
    await asyncio.sleep(0)
    await pipeline.exchange.settle()

    assert pipeline.ledger.open_requests == 0
    assert pipeline.kinds == ["request", "failure" if held == "request" else "response"]


@pytest.mark.parametrize(
    "error", [BusUnavailableError(), ProviderUnavailableError(), OverloadedError()], ids=repr
)
async def test_what_the_bus_cannot_carry_ends_as_a_failure(
    pipeline: Pipeline, error: ExchangeError
) -> None:
    async def fail(_request: OpenedRequest) -> Sealed:
        raise error

    pipeline.bus.answering = fail

    with pytest.raises(type(error)):
        await pipeline.call()

    assert error.retry_after_s is not None
    assert pipeline.kinds == ["request", "failure"]
    assert (pipeline.last["code"], pipeline.last["status"]) == (error.code, 503)


async def test_a_defect_ends_as_a_failure_too(pipeline: Pipeline) -> None:
    async def fail(_request: OpenedRequest) -> Sealed:
        raise ZeroDivisionError

    pipeline.bus.answering = fail

    with pytest.raises(ZeroDivisionError):
        await pipeline.call()

    assert pipeline.last["code"] == "internal_error"


async def test_a_request_that_is_out_of_time_is_not_sent(pipeline: Pipeline) -> None:
    request = pipeline.request(wait_s=1)
    pipeline.members.clock.advance(2)

    with pytest.raises(DeadlineExceededError):
        await pipeline.call(request)

    assert pipeline.story == ["request durable", "failure durable"]
