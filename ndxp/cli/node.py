"""A node that serves calls: what `ndxp up` and `ndxp gateway` have in common."""

import argparse
import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from gateway.config import Limits
from gateway.edge.catalogue.samples import Sample
from gateway.state import State
from ndxp.cli import listening, options
from ndxp.cli.output import say
from ndxp.cli.running import serve_until_stopped
from ndxp.compose import Node, Standing, open_bus, open_edge, open_node, prepare_state

Providers = Callable[[argparse.Namespace, Node, bool], AbstractAsyncContextManager[Sample]]
Welcome = Callable[[argparse.Namespace, str, State], None]


def configure_node(parser: argparse.ArgumentParser) -> None:
    """Declare the options of a node."""
    options.add_bus(parser)
    options.add_state(parser)
    options.add_network(parser)
    options.add_network_url(parser)
    options.add_schemas(parser)
    listening.add_auth(parser)
    parser.add_argument("--listen", default="127.0.0.1:8080", metavar="HOST:PORT")
    listening.add_dialects(parser)
    listening.add_tls(parser)
    options.add_allow_faults(
        parser, "beyond loopback too, whoever calls may switch faults on and order them"
    )


def run_node(
    arguments: argparse.Namespace, standing: Standing, providers: Providers, welcome: Welcome
) -> int:
    """Serve until stopped; `providers` runs beside the gateway, `welcome` gets its URL.

    Adapters obey faults if nobody beyond this machine may call, or the operator allows them to all.
    """
    state = options.state(arguments)
    identity = listening.identity(arguments)
    place = listening.listen(arguments.listen, identity)
    places = [
        replace(each, allow_faults=arguments.allow_faults)
        for each in (place, *listening.dialects(arguments.dialect, identity))
    ]
    obeys_faults = all(each.has_faults for each in places)
    limits = Limits.read(os.environ)
    directory = prepare_state(state, arguments.network, arguments.auth, standing.name)
    place.check(directory.network)

    async def serve(stop: asyncio.Event) -> None:
        async with (
            open_bus(arguments.bus, arguments.namespace) as bus,
            open_node(state, bus, limits, arguments.schemas, standing) as node,
            providers(arguments, node, obeys_faults) as sample,
            open_edge(node, limits, places, sample) as edge,
        ):
            welcome(arguments, f"{place.scheme}://{place.host}:{edge.port}", state)
            for each in places[1:]:
                say(f"  {each.dialect}:  {each.scheme}://{each.host}:{edge.ports[each.dialect]}")
            await stop.wait()

    return serve_until_stopped(serve)
