"""`ndxp up`: the platform on this machine, in one process or over RabbitMQ in three."""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from gateway.bus import Bus
from gateway.errors import StateError
from gateway.faults import Faults
from gateway.state import State
from ndxp.cli import options
from ndxp.cli.node import configure_node, run_node
from ndxp.cli.output import complain, say
from ndxp.compose import Registries, serve_adapters

CHILD_PATIENCE_S = 20


class ChildEndedError(Exception):
    """A process that must live as long as the platform ended by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """Another `ndxp` that has said that it is ready, and what else it said."""

    name: str
    process: asyncio.subprocess.Process
    facts: dict[str, int]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    configure_node(parser, bus_required=False)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped; exit code 1 if one of the processes beside the gateway ended first."""
    try:
        return run_node(arguments, _providers, _welcome)
    except ChildEndedError as error:
        complain(str(error))
        return 1


@asynccontextmanager
async def _providers(arguments: argparse.Namespace, state: State, bus: Bus) -> AsyncIterator[None]:
    """Adapters and registries: in this process, or as children when there is a broker between."""
    if arguments.bus is None:
        wires = Registries().wires()
        async with serve_adapters(state, bus, wires, Faults(), arguments.schemas):
            yield
        return
    async with contextlib.AsyncExitStack() as stack:
        registries = await stack.enter_async_context(
            _child("registries", "--listen", "127.0.0.1:0")
        )
        adapters = await stack.enter_async_context(
            _child(
                *("adapters", "--bus", arguments.bus, "--namespace", arguments.namespace),
                *("--state", str(state.folder)),
                *("--registries", f"http://127.0.0.1:{registries.facts['port']}"),
                *(word for folder in arguments.schemas for word in ("--schemas", str(folder))),
            )
        )
        await stack.enter_async_context(_watched(registries, adapters))
        yield


@asynccontextmanager
async def _watched(*children: Child) -> AsyncIterator[None]:
    """Ends in order what runs within, and raises ChildEndedError, when a child ends by itself."""
    # A time limit that strikes when a child ends: the standard way to cancel what runs within.
    within = asyncio.timeout(None)
    loop = asyncio.get_running_loop()
    ended: list[str] = []

    async def watch(child: Child) -> None:
        ended.append(f"process {child.name} ended with {await child.process.wait()}")
        within.reschedule(loop.time())

    # A time limit that strikes when a child ends: the standard way to cancel what runs within.
    within = asyncio.timeout(None)
    watchers: list[asyncio.Task[None]] = []
    try:
        async with within:
            watchers += [asyncio.create_task(watch(child)) for child in children]
            yield
    except TimeoutError:
        if not within.expired():
            raise
        raise ChildEndedError("; ".join(ended)) from None
    finally:
        for watcher in watchers:
            watcher.cancel()


@asynccontextmanager
async def _child(*words: str) -> AsyncIterator[Child]:
    """Another `ndxp`, ready; it ends when its standard input closes, so also when we are killed."""
    process = await asyncio.create_subprocess_exec(
        *_command(words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # a Ctrl-C is for the parent, which then ends its children in order
    )
    try:
        yield Child(name=words[0], process=process, facts=await _ready(process, words[0]))
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


def _welcome(arguments: argparse.Namespace, url: str, state: State) -> None:
    bus = "RabbitMQ, adapters and registries as processes" if arguments.bus else "in this process"
    say(f"NDXP is up on {url}  (bus: {bus}; state: {state.folder})")
    log = options.state_words(state)
    say(f"  make a call:    ndxp call dancu{options.url_words(url)}")
    actions = "     ".join(f"ndxp audit {action}{log}" for action in ("list", "verify", "report"))
    say(f"  see the log:    {actions}")
