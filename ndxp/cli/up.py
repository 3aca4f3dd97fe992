"""`ndxp up`: the platform on this machine, in one process or over RabbitMQ in three."""

import argparse
import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache

from gateway.edge.catalogue.samples import Sample
from gateway.errors import StateError
from gateway.state import State
from ndxp.cli import country, options, own_adapters
from ndxp.cli.node import configure_node, run_node
from ndxp.cli.output import complain, say
from ndxp.compose import Node, Standing
from ndxp.providers import serve_adapters

CHILD_PATIENCE_S = 20


class ChildEndedError(Exception):
    """A process that must live as long as the platform ended by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """Another `ndxp`; it may still be starting."""

    name: str
    process: asyncio.subprocess.Process


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    configure_node(parser)
    country.add_options(parser)
    country.add_reset(parser)
    own_adapters.add_adapters(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped; exit code 1 if one of the processes beside the gateway ended first."""
    try:
        standing = Standing(network_url=arguments.network_url)
        return run_node(arguments, standing, _all_providers, _welcome)
    except ChildEndedError as error:
        complain(str(error))
        return 1


@asynccontextmanager
async def _all_providers(
    arguments: argparse.Namespace, node: Node, obeys_faults: bool
) -> AsyncIterator[Sample]:
    """Ours, and those of the user in this process."""
    async with (
        _providers(arguments, node, obeys_faults) as sample,
        own_adapters.serve_own(arguments.adapter, node, obeys_faults),
    ):
        yield sample


@asynccontextmanager
async def _providers(
    arguments: argparse.Namespace, node: Node, obeys_faults: bool
) -> AsyncIterator[Sample]:
    """Adapters and registries: in this process, or as children when there is a broker between."""
    state = node.membership.state
    changes = options.country_database(state)
    if arguments.reset:
        country.reset(changes)
    if arguments.bus is None:
        ours = country.registries(arguments, changes)
        wires = ours.wires()
        async with serve_adapters(
            node.membership, node.bus, wires, arguments.schemas, obeys_faults=obeys_faults
        ):
            yield ours.example
        return
    place = f"127.0.0.1:{_free_port()}"  # chosen here, so that neither waits for the other to start
    async with (
        _child(
            *("registries", "--listen", place, "--overlay", str(changes)),
            *country.words(arguments),
        ) as registries,
        _child(
            *("adapters", "--bus", arguments.bus, "--namespace", arguments.namespace),
            *("--state", str(state.folder), "--registries", f"http://{place}"),
            *(word for folder in arguments.schemas for word in ("--schemas", str(folder))),
            *(["--allow-faults"] if obeys_faults else []),
        ) as adapters,
    ):
        await asyncio.gather(_ready(registries), _ready(adapters))
        async with _watched(registries, adapters):
            # Made when somebody looks into the catalogue: the country is computed here once more.
            same = cache(lambda: country.registries(arguments, changes))
            yield lambda service: same().example(service)


def _free_port() -> int:
    """A port that nobody has just now; should somebody take it meanwhile, the registries say so."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@asynccontextmanager
async def _watched(*children: Child) -> AsyncIterator[None]:
    """Ends in order what runs within, and raises ChildEndedError, when a child ends by itself."""
    # A time limit that strikes when a child ends: the standard way to cancel what runs within.
    within = asyncio.timeout(None)
    watchers: list[asyncio.Task[None]] = []
    loop = asyncio.get_running_loop()
    ended: list[str] = []

    async def watch(child: Child) -> None:
        ended.append(f"process {child.name} ended with {await child.process.wait()}")
        within.reschedule(loop.time())

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
    """Start another `ndxp`; it ends when its standard input closes, so also when we are killed."""
    process = await asyncio.create_subprocess_exec(
        *_command(words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # a Ctrl-C is for the parent, which then ends its children in order
    )
    try:
        yield Child(name=words[0], process=process)
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


async def _ready(child: Child) -> None:
    """Wait for its line of JSON; raises StateError if it ends or says nothing instead."""
    output = child.process.stdout
    try:
        async with asyncio.timeout(CHILD_PATIENCE_S):
            line = await output.readline() if output else b""
        json.loads(line)
    except (TimeoutError, ValueError):
        raise StateError(f"`ndxp {child.name}` did not start; its reason stands above") from None


def _welcome(arguments: argparse.Namespace, url: str, state: State) -> None:
    bus = "RabbitMQ, adapters and registries as processes" if arguments.bus else "in this process"
    say(f"NDXP is up on {url}  (bus: {bus}; state: {state.folder})")
    say(f"  what there is:  {url}/catalogue")
    log = options.state_words(state)
    say(f"  make a call:    ndxp call dancu{options.url_words(url)}")
    actions = "     ".join(f"ndxp audit {action}{log}" for action in ("list", "verify", "report"))
    say(f"  see the log:    {actions}")
