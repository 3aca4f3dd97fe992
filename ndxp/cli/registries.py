"""`ndxp registries`: the mock registries over HTTP."""

import argparse
import asyncio

from ndxp.cli import options
from ndxp.cli.output import say
from ndxp.cli.running import add_child, say_ready, serve_until_stopped
from ndxp.compose import Registries


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--listen", default="127.0.0.1:8090", metavar="HOST:PORT")
    add_child(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    place = options.listen(arguments.listen)

    async def serve(stop: asyncio.Event) -> None:
        async with Registries().serve(place.host, place.port) as port:
            if arguments.child:
                say_ready(port=port)
            else:
                say(f"mock registries on http://{place.host}:{port}  (all data synthetic)")
            await stop.wait()

    return serve_until_stopped(serve, child=arguments.child)
