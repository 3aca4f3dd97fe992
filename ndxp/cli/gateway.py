"""`ndxp gateway`: the gateway alone; adapters connect to the same broker."""

import argparse
import asyncio
import os

from gateway.config import Limits
from ndxp.cli import options
from ndxp.cli.output import say
from ndxp.cli.running import serve_until_stopped
from ndxp.compose import open_bus, open_edge, open_node, prepare_state


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_bus(parser, required=True)
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
            open_edge(node, limits, place) as edge,
        ):
            say(f"gateway on http://{place.host}:{edge.port}  (state {state.folder})")
            await stop.wait()

    return serve_until_stopped(serve)
