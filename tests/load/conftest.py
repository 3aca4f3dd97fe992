"""Callers and servers that the load tests aim at."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from ndxp.load.recording import Outcome
from ndxp.load.target import Target

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[Target]]

GOOD = Outcome(label="200", answered=True, good=True, found=True)


class SlowCaller:
    """Answers well after a while; see ndxp.load.generator.Caller."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.called: list[int] = []

    async def call(self, number: int) -> Outcome:
        self.called.append(number)
        await asyncio.sleep(self._seconds)
        return GOOD


@pytest.fixture
def slow_caller() -> Callable[[float], SlowCaller]:
    return SlowCaller


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start a server on the loopback interface for one handler of every path."""
    runners = []

    async def start(handler: Handler) -> Target:
        runner = web.ServerRunner(web.Server(handler))
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return Target(host="127.0.0.1", port=runner.addresses[0][1])

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
def problem() -> bytes:
    """A failure as the gateway writes it."""
    document = {"type": "server.clientproxy.overloaded", "message": "busy", "detail": "1"}
    return json.dumps(document).encode()
