"""`ndxp adapters`: the provider's side of the four registries, on a broker."""

import argparse
import asyncio
import os

from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.following import follow
from ndxp.cli import options
from ndxp.cli.output import say
from ndxp.cli.running import add_child, say_ready, serve_until_stopped
from ndxp.compose import open_bus
from ndxp.providers import http_wires, serve_adapters


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_bus(parser, required=True)
    options.add_state(parser)
    options.add_network_url(parser)
    options.add_schemas(parser)
    parser.add_argument("--registries", default="http://127.0.0.1:8090", metavar="URL")
    options.add_allow_faults(parser, "obey the faults that sealed requests order")
    add_child(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    state = options.state(arguments)
    every_s = Limits.read(os.environ).network_refresh_s

    async def serve(stop: asyncio.Event) -> None:
        async with (
            http_wires(arguments.registries) as wires,
            open_bus(arguments.bus, arguments.namespace) as bus,
            follow(state, SystemClock(), every_s, arguments.network_url) as membership,
            serve_adapters(
                membership, bus, wires, arguments.schemas, obeys_faults=arguments.allow_faults
            ),
        ):
            if arguments.child:
                say_ready()
            else:
                say("adapters ready")
            await stop.wait()

    return serve_until_stopped(serve, child=arguments.child)
