"""`ndxp up`: the platform on this machine, in one process or over RabbitMQ in three."""

import argparse
import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from gateway.bus import Bus
from gateway.config import Limits
from gateway.edge.server import Listen
from gateway.errors import StateError
from gateway.faults import Faults
from gateway.state import State
from ndxp.cli import options
from ndxp.cli.output import say
from ndxp.cli.running import serve_until_stopped
from ndxp.compose import (
    Registries,
    open_bus,
    open_edge,
    open_node,
    prepare_state,
    serve_adapters,
)

CHILD_PATIENCE_S = 20
READY_POLL_S = 0.05


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_bus(parser)
    options.add_state(parser)
    options.add_network(parser)
    options.add_schemas(parser)
    parser.add_argument("--listen", default="127.0.0.1:8080", metavar="HOST:PORT")


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    state = options.state(arguments)
    place = options.listen(arguments.listen)
    place.check()
    limits = Limits.read(os.environ)
    prepare_state(state, arguments.network)

    async def serve(stop: asyncio.Event) -> None:
        async with (
            open_bus(arguments.bus, arguments.namespace) as bus,
            open_node(state, bus, limits, arguments.schemas) as node,
            _providers(arguments, state, bus),
            open_edge(node, limits, place) as edge,
        ):
            _welcome(arguments, place, edge.port, state)
            await stop.wait()

    return serve_until_stopped(serve)


@asynccontextmanager
async def _providers(arguments: argparse.Namespace, state: State, bus: Bus) -> AsyncIterator[None]:
    """Adapters and registries: in this process, or as children when there is a broker between."""
    if arguments.bus is None:
        wires = Registries().wires()
        async with serve_adapters(state, bus, wires, Faults(), arguments.schemas):
            yield
        return
    async with contextlib.AsyncExitStack() as stack:
        found = await stack.enter_async_context(_child("registries", "--listen", "127.0.0.1:0"))
        await stack.enter_async_context(
            _child(
                *("adapters", "--bus", arguments.bus, "--namespace", arguments.namespace),
                *("--state", str(state.folder)),
                *("--registries", f"http://127.0.0.1:{found['port']}"),
                *(word for folder in arguments.schemas for word in ("--schemas", str(folder))),
            )
        )
        yield


@asynccontextmanager
async def _child(*words: str) -> AsyncIterator[dict[str, int]]:
    """Another `ndxp`, ready; it ends when its standard input closes, so also when we are killed."""
    process = await asyncio.create_subprocess_exec(
        *_command(words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # a Ctrl-C is for the parent, which then ends its children in order
    )
    try:
        yield await _ready(process, words[0])
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(CHILD_PATIENCE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _command(words: Sequence[str]) -> list[str]:
    return [
        sys.executable,
        "-c",
        "from ndxp.cli import main; raise SystemExit(main())",
        *words,
        "--child",
    ]


async def _ready(process: asyncio.subprocess.Process, name: str) -> dict[str, int]:
    if process.stdout is None:
        raise StateError(f"`ndxp {name}` has no output to read")
    try:
        async with asyncio.timeout(CHILD_PATIENCE_S):
            line = await process.stdout.readline()
        facts: dict[str, int] = json.loads(line)
    except (TimeoutError, ValueError):
        raise StateError(f"`ndxp {name}` did not start; its reason stands above") from None
    return facts


def _welcome(arguments: argparse.Namespace, place: Listen, port: int, state: State) -> None:
    bus = "RabbitMQ, adapters and registries as processes" if arguments.bus else "in this process"
    say(f"NDXP is up on http://{place.host}:{port}  (bus: {bus}; state: {state.folder})")
    say("  make a call:    ndxp call dancu")
    say("  see the log:    ndxp audit list     ndxp audit verify     ndxp audit report")
