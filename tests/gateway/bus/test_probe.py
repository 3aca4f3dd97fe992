"""Asking a provider in ways that no gateway would."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway.bus.rabbit import RabbitBus
from gateway.bus.rabbit.probe import RabbitProbe
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
    same = message()

    answers = await probe.ask(PROVIDER, [same, same, message()], 3, 5)

    assert len(answers) == 3


async def test_fewer_answers_than_expected_come_when_time_is_up(
    probe: RabbitProbe, provider: RabbitBus, echo: Echo
) -> None:
    await provider.serve(PROVIDER, echo)

    answers = await probe.ask(PROVIDER, [message()], 2, 0.3)

    assert len(answers) == 1


async def test_a_question_to_nobody_is_refused(probe: RabbitProbe) -> None:
    assert not await probe.present(OTHER)

    with pytest.raises(ProviderUnavailableError):
        await probe.ask(OTHER, [message()], 1, 1)


async def test_an_answer_that_is_no_batch_is_an_error(
    probe: RabbitProbe, provider: RabbitBus, backdoor: Backdoor, echo: Echo
) -> None:
    serving = await provider.serve(PROVIDER, echo)
    stolen = await backdoor.steal(PROVIDER)
    await serving.close()

    asking = asyncio.create_task(probe.ask(PROVIDER, [message()], 1, 5))
    asked = await stolen.get()
    await backdoor.reply(str(asked.reply_to), b"no msgpack")

    with pytest.raises(SealError, match="malformed_batch"):
        await asking
