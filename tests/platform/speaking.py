"""The whole platform in this process with listeners for further dialects, and accounts for their callers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from adapters.base import Adapter
from adapters.http import HttpAdapter
from adapters.sdk import provider_side
from adapters.wire import Wire
from gateway.applications import Application, Applications, kept
from gateway.authority import DAY_MS
from gateway.clock import Clock, SystemClock
from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.message import SubsystemId
from gateway.state import State
from ndxp.compose import SCHEMAS, open_bus, open_edge, open_node, prepare_state
from ndxp.providers import serve_adapters
from tests.platform.threaded import Ready, threaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What a platform has that is not usual."""

    network: Path | None = None
    adapter: Adapter | HttpAdapter | None = None  # of a provider that is not behind a wire
    clock: Clock | None = None  # of its listeners
    limits: Limits = field(default_factory=Limits)


USUAL: Final = Besides()


@contextmanager
def speaking(
    folder: Path, wires: Mapping[str, Wire], dialects: Sequence[str], besides: Besides = USUAL
) -> Iterator[Mapping[str, int]]:
    """Gateway, bus and adapters of the registries behind `wires`; gives each dialect's port on 127.0.0.1."""
    state, adapter, limits = State(folder=folder), besides.adapter, besides.limits
    prepare_state(state, besides.network)
    places = [Listen(host="127.0.0.1", port=0, dialect=name) for name in ("r1", *dialects)]
    ports: dict[str, int] = {}

    async def serve(ready: Ready) -> None:
        async with (
            open_bus(None) as bus,
            open_node(state, bus, limits) as node,
            serve_adapters(node.membership, bus, wires, obeys_faults=True),
            open_edge(replace(node, clock=besides.clock or node.clock), limits, places) as edge,
        ):
            if adapter is not None:
                side = provider_side(adapter, node.membership, SCHEMAS)
                await bus.serve(SubsystemId.parse(adapter.subsystem), side.handle)
            ports.update(edge.ports)
            await ready(edge.port)
            if isinstance(adapter, HttpAdapter):
                await adapter.close()

    with threaded(serve):
        yield ports


def account(dialect: str, key: str, secret: str, client: str) -> Application:
    """An account that is good for a day, as the file has it."""
    now_ms = SystemClock().now_ms()
    return Application(
        dialect=dialect,  # type: ignore[arg-type]  # the name of a dialect
        key=key,
        secret=kept(dialect, secret),  # type: ignore[arg-type]  # the same
        client=SubsystemId.parse(client),
        issued_ms=now_ms,
        expires_ms=now_ms + DAY_MS,
    )


def grant(folder: Path, *accounts: Application) -> None:
    """Add accounts to a node's state; it takes them while it runs."""
    state = State(folder=folder)
    with state.issuing():
        for each in accounts:
            Applications(state.applications).issue(each, SystemClock().now_ms())
