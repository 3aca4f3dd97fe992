"""Run an adapter of your own: one file that implements `Adapter` and ends with `sdk.main(MyAdapter())`.

docs/adapters.md is the way from nothing to an adapter that answers. All that the provider's side has
to check is done here; of the state folder it reads the authority's certificate, the network document
and the key of its own member. What belongs to an adapter lies beside it: its `schemas`, and in
`proposal.toml` what it asks of the network, which a person grants.
"""

import argparse
import asyncio
import contextlib
import inspect
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path

from adapters.base import Adapter, ClosingAdapter, OpaqueAdapter
from adapters.provider import Provider, ProviderSide
from gateway.bus import Bus
from gateway.bus.rabbit import DEFAULT_NAMESPACE, RabbitBus
from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.errors import ConfigurationError, OperatorError
from gateway.following import Membership, follow
from gateway.keyring import Keyring
from gateway.message import SubsystemId
from gateway.network import Subsystem
from gateway.schema import Catalogue
from gateway.state import ENVIRONMENT, PROPOSAL, SCHEMAS, State, find_state
from gateway.telemetry import configure_logging
from gateway.trust import Directory


def main(adapter: Adapter | OpaqueAdapter, arguments: Sequence[str] | None = None) -> None:
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
        network_url=options.network_url,
        obeys_faults=options.allow_faults,
    )
    try:
        asyncio.run(_until_told(serving))
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


async def run(  # noqa: PLR0913  one for each option of the command line
    adapter: Adapter | OpaqueAdapter,
    *,
    bus_url: str,
    state: State,
    schemas: Path,
    namespace: str = DEFAULT_NAMESPACE,
    network_url: str | None = None,
    obeys_faults: bool = False,
) -> None:
    """Serve `adapter` over RabbitMQ until cancelled; what is being answered then is finished first.

    Raises what `provider_side` raises, and BrokerError if no broker answers at the start; one
    that goes away later is waited for.
    """
    every_s = Limits.read(os.environ).network_refresh_s
    async with follow(state, SystemClock(), every_s, network_url) as membership:
        side = provider_side(adapter, membership, schemas, obeys_faults=obeys_faults)
        bus = await RabbitBus.connect(bus_url, namespace)
        try:
            async with _answering(adapter, side, bus):
                sys.stdout.write(f"{adapter.subsystem} is served on the bus\n")
                sys.stdout.flush()
                await asyncio.get_running_loop().create_future()
        finally:
            await bus.close()


@contextlib.asynccontextmanager
async def serve(
    adapter: Adapter | OpaqueAdapter,
    bus: Bus,
    membership: Membership,
    schemas: Path | None = None,
    *,
    obeys_faults: bool = False,
) -> AsyncIterator[None]:
    """Within, `adapter` answers on any bus, also in the process of the gateway.

    The schemas are those beside the adapter unless others are named. Raises what `provider_side` raises.
    """
    schemas = schemas or beside(adapter, SCHEMAS)
    side = provider_side(adapter, membership, schemas, obeys_faults=obeys_faults)
    async with _answering(adapter, side, bus):
        yield


@contextlib.asynccontextmanager
async def _answering(
    adapter: Adapter | OpaqueAdapter, side: ProviderSide, bus: Bus
) -> AsyncIterator[None]:
    serving = await bus.serve(SubsystemId.parse(adapter.subsystem), side.handle)
    try:
        yield
    finally:
        await serving.close()
        if isinstance(adapter, ClosingAdapter):
            await adapter.close()


def beside(adapter: Adapter | OpaqueAdapter, name: str) -> Path:
    """Where something of an adapter's project lies: beside the file that defines its class."""
    return Path(inspect.getfile(type(adapter))).resolve().parent / name


def provider_side(
    adapter: Adapter | OpaqueAdapter,
    membership: Membership,
    schemas: Path,
    *,
    obeys_faults: bool = False,
) -> ProviderSide:
    """Everything around the adapter: seal, rights, schemas, replay, and faults if it obeys them.

    Raises ConfigurationError if the network document gives the adapter no services or `schemas` lacks
    one of theirs, StateError if the state folder lacks something, TrustError if it cannot be believed.
    """
    try:
        identifier = SubsystemId.parse(adapter.subsystem)
    except ValueError as error:
        raise ConfigurationError("adapter", [f"subsystem {adapter.subsystem}: {error}"]) from error

    def provider(directory: Directory) -> Provider:
        subsystem = _served(identifier, membership.state, directory)
        _check_kind(adapter, subsystem)
        return Provider(
            directory=directory,
            catalogue=Catalogue.load(schemas, subsystem.described),
            keyring=Keyring(directory, membership.state.needed_signers(identifier.member)),
            clock=SystemClock(),
            obeys_faults=obeys_faults,
        )

    return ProviderSide(membership.source.derive(provider), adapter)


def _served(identifier: SubsystemId, state: State, directory: Directory) -> Subsystem:
    subsystem = directory.network.subsystems.get(identifier)
    if subsystem is None or not subsystem.services:
        lacking = "has no services in it" if subsystem else "does not stand in it"
        raise ConfigurationError(
            f"network document in {state.folder}",
            [
                f"{identifier} {lacking}: grant what the adapter asks for with "
                f"`ndxp trust grant {PROPOSAL}`"
            ],
        )
    return subsystem


def _check_kind(adapter: Adapter | OpaqueAdapter, subsystem: Subsystem) -> None:
    """Raise ConfigurationError unless the adapter can answer the services that it is given."""
    faults = []
    if subsystem.described and not isinstance(adapter, Adapter):
        faults.append("has services with schemas, and no method `answer` for them")
    if subsystem.opaque and not isinstance(adapter, OpaqueAdapter):
        faults.append("has opaque services, and no method `forward` for them")
    if faults:
        raise ConfigurationError(f"adapter of {adapter.subsystem}", faults)


def _options(adapter: Adapter | OpaqueAdapter) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=f"The adapter of {adapter.subsystem}.")
    parser.add_argument("--bus", required=True, metavar="URL", help="AMQP URL of a RabbitMQ")
    parser.add_argument(
        "--state", metavar="DIR", help="folder of keys (default: $NDXP_STATE, else .ndxp here)"
    )
    parser.add_argument(
        "--schemas",
        metavar="DIR",
        type=Path,
        default=beside(adapter, SCHEMAS),
        help="folder of the schemas (default: `schemas` beside the adapter)",
    )
    parser.add_argument(
        "--namespace",
        default=DEFAULT_NAMESPACE,
        help=f"prefix of all names on the broker (default: {DEFAULT_NAMESPACE})",
    )
    parser.add_argument(
        "--network-url",
        metavar="URL",
        help="where newer network documents come from (default: the state folder)",
    )
    parser.add_argument(
        "--allow-faults",
        action="store_true",
        help="obey the faults that sealed requests order (docs/faults.md)",
    )
    return parser


async def _until_told(serving: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(serving)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
