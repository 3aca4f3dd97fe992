"""`ndxp gateway`: the gateway alone; adapters connect to the same broker."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.bus import Bus
from gateway.state import State
from ndxp.cli.node import configure_node, run_node
from ndxp.cli.output import say


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    configure_node(parser, bus_required=True)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    return run_node(arguments, _elsewhere, _welcome)


@asynccontextmanager
async def _elsewhere(
    _arguments: argparse.Namespace, _state: State, _bus: Bus
) -> AsyncIterator[None]:
    """The providers are other processes."""
    yield


def _welcome(_arguments: argparse.Namespace, url: str, state: State) -> None:
    say(f"gateway on {url}  (state {state.folder})")
