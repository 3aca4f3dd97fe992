"""What the pipeline does when the network document changes under it, or grows too old."""

import asyncio

import pytest

from gateway.errors import AnswerSignatureError, CannotSealError, NetworkExpiredError
from gateway.message import Sealed
from gateway.signature import OpenedRequest
from tests.gateway.exchanging import Pipeline
from tests.gateway.members import CLIENT, SERVICE


async def test_under_an_expired_document_nothing_leaves_and_the_call_is_counted() -> None:
    pipeline = Pipeline(expires_in_s=1)
    await pipeline.call()
    pipeline.members.clock.advance(1)

    with pytest.raises(NetworkExpiredError) as caught:
        await pipeline.call()
    await pipeline.exchange.log_noise()

    assert (caught.value.status, caught.value.retry_after_s) == (503, 30)
    assert pipeline.kinds == ["request", "response", "summary"]
    assert pipeline.last["counts"] == {"network_document_expired": 1}


async def test_a_call_under_way_ends_well_when_the_document_expires() -> None:
    pipeline = Pipeline(expires_in_s=1)

    async def slowly(request: OpenedRequest) -> Sealed:
        pipeline.members.clock.advance(2)
        return pipeline.members.answer(request)

    pipeline.bus.answering = slowly

    assert (await pipeline.call()).status == 200


async def test_an_answer_under_a_revoked_key_is_refused() -> None:
    pipeline = Pipeline()

    async def revoked(request: OpenedRequest) -> Sealed:
        answer = pipeline.members.answer(request)
        pipeline.members.revoke(SERVICE.provider.member)
        return answer

    pipeline.bus.answering = revoked

    with pytest.raises(AnswerSignatureError):
        await pipeline.call()

    assert pipeline.kinds == ["request", "failure"]
    assert pipeline.last["outcome"] == "bad_signature"


async def test_a_member_whose_only_key_is_revoked_cannot_call() -> None:
    pipeline = Pipeline()
    pipeline.members.revoke(CLIENT.member)
    pipeline = Pipeline(members=pipeline.members)

    with pytest.raises(CannotSealError):
        await pipeline.call()

    assert pipeline.kinds == ["refusal"]


async def test_nothing_is_logged_while_the_version_changes() -> None:
    pipeline = Pipeline()
    changing = pipeline.source._alone()
    await changing.__aenter__()
    calling = asyncio.create_task(pipeline.call())
    await asyncio.sleep(0.01)
    assert pipeline.kinds == []

    await changing.__aexit__(None, None, None)

    assert (await calling).status == 200


async def test_a_caller_that_leaves_while_the_version_changes_leaves_no_open_request() -> None:
    pipeline = Pipeline()
    changing = pipeline.source._alone()

    async def answered(request: OpenedRequest) -> Sealed:
        await changing.__aenter__()
        return pipeline.members.answer(request)

    pipeline.bus.answering = answered
    calling = asyncio.create_task(pipeline.call())
    await pipeline.story.reaches("bus called")
    await asyncio.sleep(0.01)
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)
    await changing.__aexit__(None, None, None)

    assert pipeline.kinds == ["request", "failure"]
    assert pipeline.ledger.open_requests == 0
