"""A member that keeps its own key seals by itself; the node carries and logs, and changes nothing."""

import asyncio
from dataclasses import replace

import pytest

from gateway.edge.limiter import Limiter
from gateway.errors import (
    AccessDeniedError,
    AnswerSignatureError,
    BadRequestError,
    ExchangeError,
    MessageExpiredError,
    NetworkExpiredError,
    ReplayError,
    SchemaViolationError,
    SealRefusedError,
    TooManyRequestsError,
    UnknownMemberError,
)
from gateway.issuing import KEY_KINDS, new_key
from gateway.jws import Signer
from gateway.message import Sealed, SubsystemId
from gateway.network import Allowance
from gateway.signature import OpenedRequest
from tests.attacks.forgeries import FORGERIES, Forging, expired
from tests.gateway.exchanging import Pipeline
from tests.gateway.forging import resign
from tests.gateway.members import CLIENT, OTHER_CLIENT, PERSON, SERVICE

OTHERS = ["node:test", "VN/GOV/G01"]  # the keys of a node that has none of the client


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline(keys=OTHERS)


@pytest.mark.parametrize("kind", KEY_KINDS)
async def test_what_a_member_seals_with_a_key_of_its_own_is_carried_unchanged(kind: str) -> None:
    pipeline = Pipeline(keys=OTHERS)
    members = pipeline.members
    key = new_key(kind)
    signer = members.join(CLIENT.member, key)
    sealed = resign(members.seal().sealed, signer, {})
    carried: list[str] = []

    async def answering(request: OpenedRequest) -> Sealed:
        carried.append(request.request_id)
        return members.answer(request)

    pipeline.bus.answering = answering

    forwarded = await pipeline.exchange.forward(sealed)

    assert pipeline.kinds == ["request", "response"]
    assert pipeline.ledger.entries[0].jws == sealed.jws
    assert pipeline.ledger.entries[1].jws == forwarded.answer.jws
    assert forwarded.outcome == "not_found"
    assert carried == [forwarded.request.request_id]


async def test_its_entry_is_that_of_any_other_request(pipeline: Pipeline) -> None:
    await pipeline.exchange.forward(pipeline.members.seal().sealed)

    facts = pipeline.ledger.entries[0].facts
    assert '"restMethod":"POST","restPath":"**"' in facts
    assert PERSON not in facts


@pytest.mark.parametrize("forge", [f for f in FORGERIES if f is not expired])
async def test_what_nobody_can_believe_is_refused_and_counted(
    pipeline: Pipeline, forge: Forging
) -> None:
    with pytest.raises(SealRefusedError) as caught:
        await pipeline.exchange.forward(forge(pipeline.members))
    await pipeline.exchange.log_noise()

    assert caught.value.where == FORGERIES[forge]
    assert pipeline.last["counts"] == {"seal_refused": 1}
    assert "bus called" not in pipeline.story


@pytest.mark.parametrize("method", ["NGUYEN VAN A", "post", "CONNECT", "PUT\r\nx", ""])
async def test_a_method_that_no_service_takes_comes_into_no_log(
    pipeline: Pipeline, method: str
) -> None:
    members = pipeline.members

    with pytest.raises(BadRequestError):
        await pipeline.exchange.forward(members.seal(members.request(method=method)).sealed)

    await pipeline.exchange.log_noise()
    assert pipeline.last["counts"] == {"bad_request": 1}
    assert pipeline.kinds == ["summary"]


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "a\0", "Nguyen Van", "ă", "", "a" * 256])
async def test_an_id_that_is_no_header_is_refused(pipeline: Pipeline, text: str) -> None:
    members = pipeline.members

    with pytest.raises(SealRefusedError) as caught:
        await pipeline.exchange.forward(members.seal(members.request(message_id=text)).sealed)

    assert caught.value.where == "malformed_payload"
    assert pipeline.kinds == []


async def test_a_request_that_expired_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(MessageExpiredError):
        await pipeline.exchange.forward(expired(pipeline.members))


async def test_a_revoked_key_seals_nothing(pipeline: Pipeline) -> None:
    sealed = pipeline.members.seal().sealed
    pipeline.members.revoke(CLIENT.member)
    pipeline = Pipeline(keys=OTHERS, members=pipeline.members)

    with pytest.raises(SealRefusedError) as caught:
        await pipeline.exchange.forward(sealed)

    assert caught.value.where == "certificate_revoked"


async def test_without_a_right_it_is_refused_and_logged(pipeline: Pipeline) -> None:
    request = pipeline.members.request(client=OTHER_CLIENT)

    with pytest.raises(AccessDeniedError):
        await pipeline.exchange.forward(pipeline.members.seal(request).sealed)

    assert pipeline.kinds == ["refusal"]
    assert pipeline.last["requestId"] == request.request_id


async def test_an_unknown_subsystem_of_a_known_member_is_refused(pipeline: Pipeline) -> None:
    request = pipeline.members.request(client=SubsystemId.parse(f"{CLIENT.member}/khac"))

    with pytest.raises(UnknownMemberError):
        await pipeline.exchange.forward(pipeline.members.seal(request).sealed)

    assert pipeline.kinds == []


async def test_a_body_that_does_not_match_is_refused_and_logged(pipeline: Pipeline) -> None:
    request = pipeline.members.request(body=b"{}")

    with pytest.raises(SchemaViolationError):
        await pipeline.exchange.forward(pipeline.members.seal(request).sealed)

    assert pipeline.kinds == ["refusal"]


@pytest.mark.parametrize("client", [CLIENT, OTHER_CLIENT], ids=["answered", "refused"])
async def test_a_message_counts_once_whoever_sends_it_again(
    pipeline: Pipeline, client: SubsystemId
) -> None:
    request = pipeline.members.request(client=client)
    sealed = pipeline.members.seal(request).sealed
    again = pipeline.members.seal(request).sealed
    results = [await _result(pipeline, each) for each in (sealed, sealed, again)]
    kinds = list(pipeline.kinds)
    await pipeline.exchange.log_noise()

    assert [type(each) for each in results[1:]] == [ReplayError, ReplayError]
    assert kinds == (["request", "response"] if client == CLIENT else ["refusal"])
    assert pipeline.last["counts"] == {"replayed_request": 2}


async def _result(pipeline: Pipeline, sealed: Sealed) -> object:
    try:
        return await pipeline.exchange.forward(sealed)
    except ExchangeError as error:
        return error


async def test_the_same_message_twice_at_a_time_is_carried_once(pipeline: Pipeline) -> None:
    sealed = pipeline.members.seal().sealed

    results = await asyncio.gather(*(_result(pipeline, sealed) for _ in range(2)))

    assert sorted(type(each).__name__ for each in results) == ["Forwarded", "ReplayError"]
    assert pipeline.kinds == ["request", "response"]


async def test_a_forged_answer_is_not_given(pipeline: Pipeline) -> None:
    stranger = Signer(
        key=new_key("P-256"), kid=pipeline.members.signers[SERVICE.provider.member].kid
    )

    async def forged(request: OpenedRequest) -> Sealed:
        return pipeline.members.answer(request, signer=stranger)

    pipeline.bus.answering = forged

    with pytest.raises(AnswerSignatureError):
        await pipeline.exchange.forward(pipeline.members.seal().sealed)

    assert pipeline.kinds == ["request", "failure"]


async def test_content_that_was_swapped_on_the_way_is_refused(pipeline: Pipeline) -> None:
    sealed = replace(pipeline.members.seal().sealed, content=b"\x80")

    with pytest.raises(SealRefusedError, match="wrong_content"):
        await pipeline.exchange.forward(sealed)


async def test_under_an_expired_document_nothing_is_forwarded() -> None:
    pipeline = Pipeline(keys=OTHERS, expires_in_s=1)
    pipeline.members.clock.advance(1)

    with pytest.raises(NetworkExpiredError):
        await pipeline.exchange.forward(pipeline.members.seal().sealed)


async def test_a_client_that_has_to_wait_is_counted_and_holds_no_place(pipeline: Pipeline) -> None:
    limiter, members = Limiter(pipeline.members.clock), pipeline.members
    allowance = Allowance(rate_per_s=1, burst=1, max_in_flight=None)
    client = replace(members.network.subsystems[CLIENT], allowance=allowance)

    await pipeline.exchange.forward(members.seal().sealed, admit=lambda _: limiter.admit(client))
    with pytest.raises(TooManyRequestsError):
        await pipeline.exchange.forward(
            members.seal().sealed, admit=lambda _: limiter.admit(client)
        )

    assert pipeline.kinds == ["request", "response"]
    assert pipeline.exchange.noise.take()[0] == {"too_many_requests": 1}
