"""`ndxp registries`: the mock registries over HTTP."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from gateway.config import is_loopback
from gateway.edge.listen import Listen
from gateway.errors import ConfigurationError
from ndxp.cli import country, listening, options
from ndxp.cli.output import say
from ndxp.cli.running import add_child, say_ready, serve_until_stopped
from ndxp.registries import Registries


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--listen", default="127.0.0.1:8090", metavar="HOST:PORT")
    parser.add_argument(
        "--any-address",
        action="store_true",
        help="listen beyond loopback too: only where the network ends at this machine",
    )
    country.add_options(parser)
    parser.add_argument(
        "--overlay",
        metavar="FILE",
        type=Path,
        help="database of changes to the country, made if it is not there (default: no changes)",
    )
    country.add_reset(parser)
    options.add_allow_faults(parser, "let other machines order faults too")
    add_child(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    place = listening.listen(arguments.listen)
    if not (arguments.any_address or is_loopback(place.host)):
        raise ConfigurationError(
            "--listen",
            [
                f"{place.host} is not loopback, and the registries answer whoever asks; add "
                "--any-address only where the network ends at this machine"
            ],
        )

    if arguments.reset:
        if arguments.overlay is None:
            raise ConfigurationError(
                "--reset", ["drops the changes of an --overlay; none is named"]
            )
        country.reset(arguments.overlay)
    registries = country.registries(
        arguments, arguments.overlay, allow_faults=arguments.allow_faults
    )

    async def serve(stop: asyncio.Event) -> None:
        async with AsyncExitStack() as stack:
            port = await _open(stack, registries, place)
            if arguments.child:
                say_ready(port=port)
            else:
                say(f"mock registries on http://{place.host}:{port}  (all data synthetic)")
            await stop.wait()

    return serve_until_stopped(serve, child=arguments.child)


async def _open(stack: AsyncExitStack, registries: Registries, place: Listen) -> int:
    try:
        return await stack.enter_async_context(registries.serve(place.host, place.port))
    except OSError as error:
        raise ConfigurationError(
            "--listen", [f"{place.host}:{place.port}: {error.strerror}"]
        ) from error
