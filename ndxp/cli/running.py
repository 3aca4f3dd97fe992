"""How a command that serves runs: until a signal, or until the parent that started it is gone."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Literal

from gateway.telemetry import configure_logging
from ndxp.cli.output import say

Serve = Callable[[asyncio.Event], Awaitable[None]]


def add_child(parser: argparse.ArgumentParser) -> None:
    """--child: end with the process that started this one."""
    parser.add_argument(
        "--child",
        action="store_true",
        help="end when standard input closes, and say on standard output when ready",
    )


def serve_until_stopped(serve: Serve, *, child: bool = False) -> int:
    """Run `serve` until SIGTERM or SIGINT, or, for a child, until its standard input closes."""
    configure_logging()
    asyncio.run(_serve(serve, child=child))
    return 0


async def _serve(serve: Serve, *, child: bool) -> None:
    stop = _Stop()
    serving = asyncio.ensure_future(serve(stop))
    stop.starting(serving)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if child:
        await _watch_parent(stop)
    try:
        await serving
    except asyncio.CancelledError:
        if not stop.is_set():
            raise


class _Stop(asyncio.Event):
    """Ends a command: in order once it waits for this, by cancelling it while it still starts.

    A start can take long, for instance while no broker answers.
    """

    _starting: asyncio.Future[None] | None = None

    def starting(self, command: asyncio.Future[None]) -> None:
        self._starting = command

    async def wait(self) -> Literal[True]:
        self._starting = None
        return await super().wait()

    def set(self) -> None:
        if self._starting is not None and not self.is_set():
            self._starting.cancel()
        super().set()


async def _watch_parent(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: _Parent(stop), sys.stdin)


class _Parent(asyncio.Protocol):
    """The pipe that breaks when the parent dies, however it dies."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop.set()


def say_ready(**facts: object) -> None:
    """Tell the parent, in one line of JSON."""
    say(json.dumps({"ready": True, **facts}))
