"""The provider's side of the registries that ship with us: adapters on the bus, each with its own key."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.provider import Provider, ProviderSide
from adapters.wire import HttpWire, Wire
from gateway.bus import Bus
from gateway.clock import SystemClock
from gateway.following import Membership
from gateway.keyring import Keyring
from gateway.message import SubsystemId
from gateway.schema import Catalogue
from gateway.state import State
from gateway.trust import Directory
from ndxp.compose import ADAPTERS, SCHEMAS


@asynccontextmanager
async def serve_adapters(
    membership: Membership,
    bus: Bus,
    wires: Mapping[str, Wire],
    schemas: Sequence[Path] = (),
    *,
    obeys_faults: bool = False,
) -> AsyncIterator[None]:
    """The provider's side of every registry in `wires`, each with its own member's key only.

    With `obeys_faults` it does what a sealed request orders (gateway/faults/).
    """
    source = membership.source
    ours = [each for each in source.newest.network.providers() if each.registry in wires]
    async with contextlib.AsyncExitStack() as stack:
        for subsystem in ours:
            provided = source.derive(
                _provided(subsystem.id, membership.state, schemas, obeys_faults)
            )
            adapter = ADAPTERS[subsystem.registry](wires[subsystem.registry])
            serving = await bus.serve(subsystem.id, ProviderSide(provided, adapter).handle)
            stack.push_async_callback(serving.close)
        yield


def _provided(
    provider: SubsystemId, state: State, schemas: Sequence[Path], obeys_faults: bool
) -> Callable[[Directory], Provider]:
    """What a provider's side makes of a version."""

    def build(directory: Directory) -> Provider:
        subsystem = directory.network.subsystems.get(provider)
        described = subsystem.described if subsystem else ()
        return Provider(
            directory=directory,
            catalogue=Catalogue.load(SCHEMAS, described, *schemas),
            keyring=Keyring(directory, state.needed_signers(provider.member)),
            clock=SystemClock(),
            obeys_faults=obeys_faults,
        )

    return build


@asynccontextmanager
async def http_wires(url: str) -> AsyncIterator[dict[str, Wire]]:
    """Registries behind a URL."""
    wire = HttpWire(url)
    try:
        yield dict.fromkeys(ADAPTERS, wire)
    finally:
        await wire.close()
