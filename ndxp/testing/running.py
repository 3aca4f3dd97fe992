"""The parts of a platform under test, opened and closed in its own event loop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from adapters import sdk
from adapters.base import Adapter, OpaqueAdapter
from gateway.bus import Bus
from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.edge.server import Edge
from gateway.errors import StateError
from gateway.granting import grant
from gateway.network.proposal import Proposal
from gateway.state import State
from ndxp.compose import Node, open_bus, open_edge, open_node
from ndxp.providers import serve_adapters
from ndxp.registries import CountrySettings, Registries

_HERE: Final = Listen(host="127.0.0.1", port=0)
# Nobody but the test changes the network, and it says so.
_LIMITS: Final = Limits(network_refresh_s=3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which network and which country; the defaults are those of `ndxp up`."""

    network: Path | None = None  # a network file; None: the small one
    schemas: Sequence[Path] = ()  # of services in that file that do not ship with us
    country: CountrySettings = field(default_factory=CountrySettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """All methods belong to the platform's event loop."""

    node: Node
    edge: Edge
    bus: Bus
    closing: contextlib.AsyncExitStack

    async def grant(self, proposal: Proposal) -> None:
        """Publish what is asked for, and let the node take it at once."""
        state = self.node.membership.state
        directory = await asyncio.to_thread(grant, state, proposal, SystemClock())
        if not await self.node.source.offer(directory.document):
            raise StateError("the gateway refused what was granted; its log says why")

    async def serve(self, adapter: Adapter | OpaqueAdapter) -> None:
        """Let it answer until the platform ends."""
        served = sdk.serve(adapter, self.bus, self.node.membership, obeys_faults=True)
        await self.closing.enter_async_context(served)

    async def listen(self, dialect: str) -> int:
        """The port on which a dialect is spoken."""
        if dialect not in self.edge.ports:
            await self.edge.start(replace(_HERE, dialect=dialect))
        return self.edge.ports[dialect]


@contextlib.asynccontextmanager
async def open_running(
    state: State, settings: Settings, broker: str | None, namespace: str
) -> AsyncIterator[Running]:
    """Gateway, bus, adapters and registries; a broker forgets the namespace in the end."""
    registries = Registries(settings.country)
    async with (
        open_bus(broker, namespace, temporary=True) as bus,
        open_node(state, bus, _LIMITS, settings.schemas) as node,
        serve_adapters(
            node.membership, bus, registries.wires(), settings.schemas, obeys_faults=True
        ),
        open_edge(node, _LIMITS, _HERE, registries.example) as edge,
        contextlib.AsyncExitStack() as closing,
    ):
        yield Running(node=node, edge=edge, bus=bus, closing=closing)
