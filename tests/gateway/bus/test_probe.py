"""Asking a provider in ways that no gateway would."""

import asyncio
from collections.abc import AsyncIterator

import aio_pika
import msgpack
import pytest

from gateway.bus.rabbit import RabbitBus
from gateway.bus.rabbit.probe import RabbitProbe, named
from gateway.bus.wire import CONTENT_TYPE, pack_batch
from gateway.errors import ProviderUnavailableError, SealError
from tests.gateway.bus.broker import Backdoor
from tests.gateway.bus.echo import OTHER, PROVIDER, Echo, message

pytestmark = pytest.mark.rabbit


@pytest.fixture
async def probe(amqp_url: str, namespace: str, backdoor: Backdoor) -> AsyncIterator[RabbitProbe]:
    probe = await RabbitProbe.connect(amqp_url, namespace)
    yield probe
    await probe.close()


@pytest.fixture
async def provider(amqp_url: str, namespace: str, backdoor: Backdoor) -> AsyncIterator[RabbitBus]:
    bus = await RabbitBus.connect(amqp_url, namespace)
    yield bus
    await bus.close()


async def test_a_batch_goes_as_it_is_and_every_answer_comes_back(
    probe: RabbitProbe, provider: RabbitBus, echo: Echo
) -> None:
    await provider.serve(PROVIDER, echo)

    answers = await probe.ask(PROVIDER, pack_batch([message() for _ in range(3)]), 3, 5)

    assert len({named(answer.sealed) for answer in answers}) == 3
    assert {answer.content_type for answer in answers} == {CONTENT_TYPE}


async def test_answers_to_the_same_request_count_once_and_all_are_handed_back(
    probe: RabbitProbe, provider: RabbitBus, echo: Echo
) -> None:
    await provider.serve(PROVIDER, echo)
    same = message()

    answers = await probe.ask(PROVIDER, pack_batch([same, same]), 2, 0.3)

    assert [named(answer.sealed) for answer in answers] == [named(same)] * 2


async def test_fewer_answers_than_expected_come_when_time_is_up(
    probe: RabbitProbe, provider: RabbitBus, echo: Echo
) -> None:
    await provider.serve(PROVIDER, echo)

    answers = await probe.ask(PROVIDER, pack_batch([message()]), 2, 0.3)

    assert len(answers) == 1


async def test_what_is_no_batch_is_sent_too(
    probe: RabbitProbe, provider: RabbitBus, backdoor: Backdoor, echo: Echo
) -> None:
    await provider.serve(PROVIDER, echo)

    answers = await probe.ask(PROVIDER, b"no msgpack", 1, 0.2)

    (letter,) = await backdoor.dead(1)
    assert (answers, letter.reason) == ([], "malformed_batch")


async def test_a_question_to_nobody_is_refused(probe: RabbitProbe) -> None:
    assert not await probe.present(OTHER)

    with pytest.raises(ProviderUnavailableError):
        await probe.ask(OTHER, pack_batch([message()]), 1, 1)


async def test_an_answer_that_is_no_batch_is_an_error(
    probe: RabbitProbe, provider: RabbitBus, backdoor: Backdoor, echo: Echo
) -> None:
    serving = await provider.serve(PROVIDER, echo)
    stolen = await backdoor.steal(PROVIDER)
    await serving.close()

    asking = asyncio.create_task(probe.ask(PROVIDER, pack_batch([message()]), 1, 5))
    asked = await stolen.get()
    await backdoor.reply(str(asked.reply_to), b"no msgpack")

    with pytest.raises(SealError, match="malformed_batch"):
        await asking


async def test_the_queues_of_our_adapters_are_declared_as_they_should_be(
    provider: RabbitBus, probe: RabbitProbe, echo: Echo
) -> None:
    await provider.serve(PROVIDER, echo)

    assert await probe.misdeclared(PROVIDER) == ""


async def test_a_queue_with_another_argument_is_told_by_its_name(
    backdoor: Backdoor, probe: RabbitProbe, namespace: str
) -> None:
    await backdoor.channel.declare_queue(
        backdoor.queue(PROVIDER),
        durable=True,
        arguments={"x-max-length": 5, "x-overflow": "reject-publish"},
    )

    told = await probe.misdeclared(PROVIDER)

    assert told == f"{namespace}.requests.{PROVIDER} has another x-max-length"


async def test_dead_letters_that_nobody_declared_are_told(
    backdoor: Backdoor, probe: RabbitProbe, namespace: str
) -> None:
    await backdoor.channel.declare_queue(
        backdoor.queue(PROVIDER),
        durable=True,
        arguments={"x-max-length": 10_000, "x-overflow": "reject-publish"},
    )

    told = await probe.misdeclared(PROVIDER)

    assert told == f"{namespace}.dead is not there"


async def test_dead_letters_are_looked_at_and_stay(
    provider: RabbitBus, backdoor: Backdoor, probe: RabbitProbe, echo: Echo, namespace: str
) -> None:
    await provider.serve(PROVIDER, echo)
    for body in (["of another"], ["ours"], ["with its", b"content"], [["as an item", b"content"]]):
        message = aio_pika.Message(msgpack.packb(body), headers={"reason": "bad_signature"})
        await backdoor.channel.default_exchange.publish(message, f"{namespace}.dead")

    found = await probe.dead_letters({"ours", "with its", "as an item"}, 2)

    told = {letter.jws: (letter.reason, letter.bare) for letter in found}
    assert told == {
        "ours": ("bad_signature", True),
        "with its": ("bad_signature", False),
        "as an item": ("bad_signature", False),
    }
    assert await _settled(backdoor, 4) == 4


async def test_a_dead_letter_that_never_comes_is_waited_for_no_longer_than_asked(
    provider: RabbitBus, probe: RabbitProbe, echo: Echo
) -> None:
    await provider.serve(PROVIDER, echo)

    assert await probe.dead_letters({"none"}, 0.1) == []


async def _settled(backdoor: Backdoor, count: int) -> int:
    """How many dead letters there are, once those that were looked at are back."""
    for _ in range(50):
        if await backdoor.dead_count() == count:
            break
        await asyncio.sleep(0.02)
    return await backdoor.dead_count()
