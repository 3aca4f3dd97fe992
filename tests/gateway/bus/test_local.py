"""What only the bus within one process has: its dead letters are a list."""

import asyncio

from structlog.testing import capture_logs

from gateway.bus.local import LocalBus
from tests.gateway.bus.echo import PROVIDER, TTL_S, Echo, message


async def test_a_refused_message_is_dead_without_its_content(echo: Echo) -> None:
    bus = LocalBus()
    await bus.serve(PROVIDER, echo)
    sent = message("r-1", b"refuse")

    waiting = asyncio.create_task(bus.call(PROVIDER, "r-1", sent, TTL_S))
    await echo.arrived.wait()
    await asyncio.sleep(0)

    assert list(bus.dead) == [("bad_signature", sent.jws)]
    waiting.cancel()


async def test_a_handler_that_raises_leaves_only_the_kind_of_its_error(echo: Echo) -> None:
    bus = LocalBus()
    await bus.serve(PROVIDER, echo)

    with capture_logs() as logs:
        waiting = asyncio.create_task(bus.call(PROVIDER, "r-1", message("r-1", b"raise"), TTL_S))
        await echo.arrived.wait()
        await asyncio.sleep(0)

    assert [reason for reason, _ in bus.dead] == ["internal_error"]
    assert logs == [{"event": "bus.handler_failed", "error": "ValueError", "log_level": "error"}]
    waiting.cancel()
