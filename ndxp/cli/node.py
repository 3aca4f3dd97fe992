"""A node that serves calls: what `ndxp up` and `ndxp gateway` have in common."""

import argparse
import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from gateway.bus import Bus
from gateway.config import Limits
from gateway.state import State
from ndxp.cli import options
from ndxp.cli.running import serve_until_stopped
from ndxp.compose import open_bus, open_edge, open_node, prepare_state

Providers = Callable[[argparse.Namespace, State, Bus], AbstractAsyncContextManager[None]]
Welcome = Callable[[argparse.Namespace, str, State], None]


def configure_node(parser: argparse.ArgumentParser, *, bus_required: bool) -> None:
    """Declare the options of a node."""
    options.add_bus(parser, required=bus_required)
    options.add_state(parser)
    options.add_network(parser)
    options.add_schemas(parser)
    parser.add_argument("--listen", default="127.0.0.1:8080", metavar="HOST:PORT")


def run_node(arguments: argparse.Namespace, providers: Providers, welcome: Welcome) -> int:
    """Serve until stopped; `providers` runs beside the gateway, `welcome` gets its URL."""
    state = options.state(arguments)
    place = options.listen(arguments.listen)
    place.check()
    limits = Limits.read(os.environ)
    prepare_state(state, arguments.network)

    async def serve(stop: asyncio.Event) -> None:
        async with (
            open_bus(arguments.bus, arguments.namespace) as bus,
            open_node(state, bus, limits, arguments.schemas) as node,
            providers(arguments, state, bus),
            open_edge(node, limits, place) as edge,
        ):
            welcome(arguments, f"http://{place.host}:{edge.port}", state)
            await stop.wait()

    return serve_until_stopped(serve)
