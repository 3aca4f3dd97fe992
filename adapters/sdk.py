"""Run an adapter of your own: one file that implements `Adapter` and ends with `sdk.main(MyAdapter())`.

docs/adapters.md is the way from nothing to an adapter that answers. All that the provider's side has
to check is done here; of the state folder it reads the authority's certificate, the network document
and the key of its own member.
"""

import argparse
import asyncio
import contextlib
import inspect
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path

from adapters.base import Adapter
from adapters.provider import Provider, ProviderSide
from gateway.bus.rabbit import DEFAULT_NAMESPACE, RabbitBus
from gateway.clock import SystemClock
from gateway.errors import ConfigurationError, OperatorError
from gateway.faults import Faults
from gateway.message import SubsystemId
from gateway.schema import Catalogue
from gateway.state import ENVIRONMENT, State, find_state
from gateway.telemetry import configure_logging


def main(adapter: Adapter, arguments: Sequence[str] | None = None) -> None:
    """Serve `adapter` as the command line says, until SIGTERM or SIGINT; exits with 2 if it cannot."""
    options = _options(adapter).parse_args(arguments)
    configure_logging()
    state = find_state(options.state, os.environ.get(ENVIRONMENT))
    serving = run(
        adapter,
        bus_url=options.bus,
        state=state,
        schemas=options.schemas,
        namespace=options.namespace,
    )
    try:
        asyncio.run(_until_told(serving))
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


async def run(
    adapter: Adapter,
    *,
    bus_url: str,
    state: State,
    schemas: Path,
    namespace: str = DEFAULT_NAMESPACE,
) -> None:
    """Serve `adapter` until cancelled; what is being answered then is finished first.

    Raises what `provider_side` raises, and BrokerError if no broker answers at the start; one
    that goes away later is waited for.
    """
    side = provider_side(adapter, state, schemas)
    bus = await RabbitBus.connect(bus_url, namespace)
    try:
        await bus.serve(SubsystemId.parse(adapter.subsystem), side.handle)
        sys.stdout.write(f"{adapter.subsystem} is served on the bus\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().create_future()
    finally:
        await bus.close()


def provider_side(adapter: Adapter, state: State, schemas: Path) -> ProviderSide:
    """Everything around the adapter: seal, rights, schemas, replay.

    Raises ConfigurationError if the network document gives the adapter no services or `schemas` lacks
    one of theirs, StateError if the state folder lacks something, TrustError if it cannot be believed.
    """
    directory = state.directory()
    try:
        identifier = SubsystemId.parse(adapter.subsystem)
    except ValueError as error:
        raise ConfigurationError("adapter", [f"subsystem {adapter.subsystem}: {error}"]) from error
    subsystem = directory.network.subsystems.get(identifier)
    if subsystem is None or not subsystem.services:
        lacking = "has no services in it" if subsystem else "does not stand in it"
        raise ConfigurationError(
            f"network document in {state.folder}",
            [
                f"{identifier} {lacking}: write it into the network file "
                "and start `ndxp up --network FILE` once"
            ],
        )
    provider = Provider(
        directory=directory,
        catalogue=Catalogue.load(schemas, subsystem.services),
        signer=state.signer(identifier.member),
        clock=SystemClock(),
        faults=Faults(),
    )
    return ProviderSide(provider, adapter)


def _options(adapter: Adapter) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=f"The adapter of {adapter.subsystem}.")
    beside = Path(inspect.getfile(type(adapter))).parent / "schemas"
    parser.add_argument("--bus", required=True, metavar="URL", help="AMQP URL of a RabbitMQ")
    parser.add_argument(
        "--state", metavar="DIR", help="folder of keys (default: $NDXP_STATE, else .ndxp here)"
    )
    parser.add_argument(
        "--schemas",
        metavar="DIR",
        type=Path,
        default=beside,
        help="folder of the schemas (default: `schemas` beside the adapter)",
    )
    parser.add_argument(
        "--namespace",
        default=DEFAULT_NAMESPACE,
        help=f"prefix of all names on the broker (default: {DEFAULT_NAMESPACE})",
    )
    return parser


async def _until_told(serving: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(serving)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
