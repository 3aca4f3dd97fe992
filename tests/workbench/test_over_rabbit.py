"""The check over RabbitMQ: defects are named there too, and a crash costs no answer."""

import uuid
from collections.abc import AsyncIterator, Awaitable

import pytest

from gateway.bus import Reply
from gateway.bus.rabbit import RabbitBus
from gateway.bus.rabbit.probe import RabbitProbe
from gateway.clock import SystemClock
from gateway.message import Sealed, ServiceId
from ndxp.workbench.bench import Bench
from tests.gateway.bus.broker import Backdoor, Proxy
from tests.workbench.over_rabbit import checked
from tests.workbench.place import SERVICE, Place
from tests.workbench.spoiling import claims
from tests.workbench.zoo_requests import ignores_expiry
from tests.workbench.zoo_seals import forgets_the_request_digest

pytestmark = pytest.mark.rabbit

VEHICLES = ServiceId.parse(SERVICE).provider


@pytest.fixture
def namespace() -> str:
    return f"t-{uuid.uuid4()}"


@pytest.fixture
async def backdoor(amqp_url: str, namespace: str) -> AsyncIterator[Backdoor]:
    """Afterwards nothing of the namespace is left on the broker."""
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        yield backdoor
        await backdoor.clean([VEHICLES])


@pytest.fixture
async def probe(amqp_url: str, namespace: str, backdoor: Backdoor) -> AsyncIterator[RabbitProbe]:
    probe = await RabbitProbe.connect(amqp_url, namespace)
    yield probe
    await probe.close()


@pytest.fixture
async def bus(amqp_url: str, namespace: str, backdoor: Backdoor) -> AsyncIterator[RabbitBus]:
    """An adapter's end."""
    bus = await RabbitBus.connect(amqp_url, namespace)
    yield bus
    await bus.close()


async def test_defects_are_named_over_a_broker_too(
    bus: RabbitBus, probe: RabbitProbe, bench: Bench, place: Place
) -> None:
    def both(sealed: Sealed) -> Awaitable[Reply]:
        """Two defects in one, so that the broker is asked once."""
        late = ignores_expiry(place).handle
        return late(sealed) if claims(sealed)["expiresAt"] < _now_ms() else forgetful(sealed)

    forgetful = forgets_the_request_digest(place).handle
    await bus.serve(VEHICLES, both)

    report = await checked(bench, probe, only=["pairing", "expired", "dead_letters", "queues"])

    assert {case.name for case in report.broken} == {"pairing", "expired", "dead_letters"}


async def test_what_an_adapter_worked_on_when_it_was_cut_off_is_answered_after_its_restart(
    amqp_url: str, namespace: str, bus: RabbitBus, probe: RabbitProbe, bench: Bench, place: Place
) -> None:
    """As a crash would: the connection breaks, and what was not acknowledged comes again."""
    async with Proxy.to(amqp_url) as cable:
        adapter = await RabbitBus.connect(cable.url, namespace)
        await adapter.serve(VEHICLES, place.side().handle)

        async def restart() -> None:
            cable.cut()

        report = await checked(bench, probe, only=["restart"], restart=restart)
        await adapter.close()

    assert [(case.name, case.ok) for case in report.cases] == [
        ("good_call", True),
        ("restart", True),
    ]


def _now_ms() -> int:
    return SystemClock().now_ms()
