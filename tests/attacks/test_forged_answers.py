"""Whoever can publish to the gateway's reply queue can disturb a call, but not answer it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import msgpack
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.bus import Reply
from gateway.bus.rabbit import RabbitBus
from gateway.bus.wire import pack_batch, unpack_batch
from gateway.content import ResponseContent
from gateway.errors import AnswerSignatureError, ExchangeError, InconsistentAnswerError
from gateway.exchange import Exchange
from gateway.jws import Signer
from gateway.message import Sealed
from gateway.records import Recorder
from gateway.refresh import DirectorySource
from gateway.signature import OpenedRequest
from tests.attacks.platform import PROVIDER
from tests.gateway.bus.broker import Backdoor, Incoming
from tests.gateway.exchanging import LedgerSimulator, Story, trusted
from tests.gateway.forging import payload_of, resign
from tests.gateway.members import SERVICE, ManualClock, Members

pytestmark = pytest.mark.rabbit

Forging = Callable[[Members, OpenedRequest], Sealed]
GOOD = ResponseContent(status=200, headers=(), body=b"{}")


class Stolen:
    """A gateway whose calls an attacker takes from the provider's queue and answers."""

    def __init__(self, backdoor: Backdoor, bus: RabbitBus) -> None:
        self.members = Members(ManualClock())
        self.ledger = LedgerSimulator(Story())
        self.backdoor = backdoor
        self.calls: asyncio.Queue[Incoming] = asyncio.Queue()
        recorder = Recorder(
            node=self.members.signers["node:test"],
            references=self.members.references,
            clock=self.members.clock,
        )
        source = DirectorySource(self.members.directory, self.members.clock)
        self.exchange = Exchange(trusted(source, self.members), self.ledger, bus, recorder, 10)

    async def answered_with(self, forge: Forging) -> None:
        """Make one call, and answer it with a forgery."""
        calling = asyncio.create_task(self.exchange(self.members.request()))
        async with asyncio.timeout(5):
            incoming = await self.calls.get()
            (sealed,) = unpack_batch(incoming.body)
            asked = self.members.open_sealed(sealed)
            body = pack_batch([forge(self.members, asked)])
            await self.backdoor.reply(str(incoming.reply_to), body)
            await calling


@pytest.fixture
async def stolen(amqp_url: str, namespace: str, backdoor: Backdoor) -> AsyncIterator[Stolen]:
    async with AsyncExitStack() as stack:
        provider = await RabbitBus.connect(amqp_url, namespace)
        stack.push_async_callback(provider.close)
        gateway = await RabbitBus.connect(amqp_url, namespace)
        stack.push_async_callback(gateway.close)
        stolen = Stolen(backdoor, gateway)
        # The provider was here, so that its queue is; now the attacker stands in its place.
        await (await provider.serve(PROVIDER, unanswered)).close()
        stolen.calls = await backdoor.steal(PROVIDER)
        yield stolen


async def unanswered(_sealed: Sealed) -> Reply:
    raise NotImplementedError


def by_another_member(members: Members, asked: OpenedRequest) -> Sealed:
    return members.answer(asked, GOOD, members.signers["VN/GOV/G05"])


def by_the_client(members: Members, asked: OpenedRequest) -> Sealed:
    return members.answer(asked, GOOD, members.signers["VN/GOV/H29"])


def by_a_stranger_under_the_providers_kid(members: Members, asked: OpenedRequest) -> Sealed:
    kid = members.signers[SERVICE.provider.member].kid
    stranger = Signer(key=ec.generate_private_key(ec.SECP256R1()), kid=kid)
    return members.answer(asked, GOOD, stranger)


def over_other_content(members: Members, asked: OpenedRequest) -> Sealed:
    first, second = members.answer(asked), members.answer(asked)
    return Sealed(jws=first.jws, content=second.content)


def the_request_itself(members: Members, asked: OpenedRequest) -> Sealed:
    return members.seal(members.request(request_id=asked.request_id)).sealed


@pytest.mark.parametrize(
    "forge",
    [
        by_another_member,
        by_the_client,
        by_a_stranger_under_the_providers_kid,
        over_other_content,
        the_request_itself,
    ],
)
async def test_a_forged_answer_is_not_given_and_closes_the_call(
    stolen: Stolen, forge: Forging
) -> None:
    with pytest.raises(AnswerSignatureError):
        await stolen.answered_with(forge)

    assert_closed_with(stolen, AnswerSignatureError())


async def test_the_providers_answer_to_another_call_is_not_given(stolen: Stolen) -> None:
    def recorded(members: Members, asked: OpenedRequest) -> Sealed:
        other = members.answer(members.open(members.seal()))
        # The outside of the envelope has to name this call, or nobody would be woken.
        signer = members.signers[SERVICE.provider.member]
        return resign(other, signer, {"requestId": asked.request_id})

    with pytest.raises(InconsistentAnswerError):
        await stolen.answered_with(recorded)

    assert_closed_with(stolen, InconsistentAnswerError())


async def test_noise_in_the_reply_queue_is_passed_over(stolen: Stolen) -> None:
    calling = asyncio.create_task(stolen.exchange(stolen.members.request()))
    incoming = await stolen.calls.get()
    (sealed,) = unpack_batch(incoming.body)
    asked = stolen.members.open_sealed(sealed)
    for noise in (b"", b"\xc1", msgpack.packb([None]), msgpack.packb([["a.b.c", b""]])):
        await stolen.backdoor.reply(str(incoming.reply_to), noise)
    nobodys = stolen.members.answer(stolen.members.open(stolen.members.seal()))
    await stolen.backdoor.reply(str(incoming.reply_to), pack_batch([nobodys]))

    await stolen.backdoor.reply(str(incoming.reply_to), pack_batch([stolen.members.answer(asked)]))

    assert (await calling).outcome == "not_found"


def assert_closed_with(stolen: Stolen, error: ExchangeError) -> None:
    request, failure = stolen.ledger.entries
    assert (request.kind, failure.kind) == ("request", "failure")
    assert payload_of(failure.jws)["code"] == error.code
