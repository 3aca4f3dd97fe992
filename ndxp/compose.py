"""The composition root: the only place where gateway, adapters and log meet.

Everything here is an async context manager; what it opened is closed in reverse order.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.base import Adapter
from adapters.bhxh import BaoHiemXaHoi
from adapters.dancu import DanCu
from adapters.datdai import DatDai
from adapters.dkdn import DangKyDoanhNghiep
from adapters.provider import Provider, ProviderSide
from adapters.wire import HttpWire, Wire
from gateway.authority import prepare
from gateway.bus import Bus
from gateway.bus.local import LocalBus
from gateway.clock import Clock, SystemClock
from gateway.config import Limits
from gateway.edge.server import Edge, Listen
from gateway.errors import AbortedError, ConfigurationError, StateError
from gateway.exchange import Exchange, Trusted
from gateway.faults import Faults
from gateway.ledger.lock import writer_lock
from gateway.ledger.sqlite import SqliteLedger
from gateway.network import load_network
from gateway.records import Parties, Recorder
from gateway.schema import Catalogue
from gateway.state import State
from gateway.trust import NODE_PREFIX, Directory, document_digest

log: structlog.stdlib.BoundLogger = structlog.get_logger()

NODE = "ndxp"
SETTLE_S = 1.0
SCHEMAS = Path(__file__).parent.parent / "schemas"
NETWORKS = Path(__file__).parent / "networks"
DEFAULT_NETWORK = NETWORKS / "small.toml"

ADAPTERS: Mapping[str, Callable[[Wire], Adapter]] = {
    "dancu": DanCu,
    "dkdn": DangKyDoanhNghiep,
    "bhxh": BaoHiemXaHoi,
    "datdai": DatDai,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A running gateway without its listener."""

    directory: Directory
    exchange: Exchange
    ledger: SqliteLedger
    bus: Bus
    clock: Clock

    async def missing(self) -> list[str]:
        """What keeps it from being ready: the bus, or a provider whose registry ships with us."""
        if not self.bus.ready():
            return ["bus"]
        return [
            str(provider.id)
            for provider in self.directory.network.providers()
            if provider.registry and not await self.bus.present(provider.id)
        ]


def prepare_state(state: State, network_file: Path | None) -> Directory:
    """Make keys, certificates and the network document where they are missing.

    Raises StateError if a node runs on this state: nothing is changed under it. Raises
    ConfigurationError for a faulty network file, before anything is written.
    """
    file = network_file or DEFAULT_NETWORK
    _check_registries(file)
    state.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with writer_lock(state.log):
        return prepare(state, file, NODE, SystemClock())


def _check_registries(file: Path) -> None:
    """Refuse a network with a registry that nobody has: its node would never be ready."""
    faults = [
        f"subsystem[{position}].registry: no registry {each.registry}, only {', '.join(ADAPTERS)}"
        for position, each in enumerate(load_network(file).subsystems.values())
        if each.registry and each.registry not in ADAPTERS
    ]
    if faults:
        raise ConfigurationError(str(file), faults)


def load_catalogue(directory: Directory, schemas: Sequence[Path] = ()) -> Catalogue:
    """The schemas of every service, those in the folders `schemas` before those that we ship.

    Raises ConfigurationError with each that is missing or faulty.
    """
    return Catalogue.load(SCHEMAS, directory.network.services(), *schemas)


@asynccontextmanager
async def open_bus(
    url: str | None, namespace: str = "ndxp", *, temporary: bool = False
) -> AsyncIterator[Bus]:
    """RabbitMQ at `url`, or the bus within this process; `temporary` leaves nothing on a broker."""
    bus: Bus
    if url is None:
        bus = LocalBus()
    else:
        # Imported here: who needs no broker does not wait for its client.
        from gateway.bus.rabbit import RabbitBus

        bus = await RabbitBus.connect(url, namespace, temporary=temporary)
    try:
        yield bus
    finally:
        await bus.close()


@asynccontextmanager
async def open_node(
    state: State, bus: Bus, limits: Limits, schemas: Sequence[Path] = ()
) -> AsyncIterator[Node]:
    """The gateway: keys, log and pipeline. Closes first what a crash left open in the log."""
    clock, document = SystemClock(), state.document()
    directory = state.believe(document)
    node = state.signer(NODE_PREFIX + NODE)
    if not isinstance(node.key, Ed25519PrivateKey):
        raise StateError(f"the key of node {NODE} in {state.folder} cannot sign checkpoints")
    members = (member for member in directory.network.members if state.has_signer(member))
    trusted = Trusted(
        directory=directory,
        catalogue=load_catalogue(directory, schemas),
        signers={member: state.signer(member) for member in members},
    )
    recorder = Recorder(node=node, references=state.references(), clock=clock)
    origin = f"{directory.network.instance.lower()}.ndxp/{NODE}/{node.kid[:12]}"
    async with SqliteLedger.open(state.log, node.key, origin, clock) as ledger:
        await _begin(ledger, recorder, state, document, directory.version)
        exchange = Exchange(trusted, ledger, bus, recorder, limits.max_in_flight)
        settling = asyncio.create_task(_settle(exchange, clock, limits.summary_s))
        try:
            yield Node(directory=directory, exchange=exchange, ledger=ledger, bus=bus, clock=clock)
        finally:
            settling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await settling
            await exchange.settle()
            await exchange.log_noise()


async def _begin(
    ledger: SqliteLedger, recorder: Recorder, state: State, document: str, version: int
) -> None:
    """Name the network document in force, if the log does not; then end what a crash left open."""
    known = ledger.newest_network()
    if known is None or known["documentDigest"] != document_digest(document):
        if known is not None and version <= known["version"]:
            raise StateError(
                f"{state.network_document} (version {version}) is not newer than the one that the"
                f" log names (version {known['version']}): put that one back"
            )
        await ledger.append(recorder.network(document, version))
    for request in ledger.open_requests():
        parties = Parties(
            message_id=request.payload["id"],
            request_id=request.payload["requestId"],
            client=request.payload["client"],
            service=request.payload["service"],
        )
        await ledger.append(recorder.failure(parties, AbortedError(), None))


async def _settle(exchange: Exchange, clock: Clock, summary_s: float) -> None:
    """End what is open soon, so that the log is whole; sum up noise seldom, so that it stays small."""
    summed_up = clock.monotonic()
    while True:
        await asyncio.sleep(SETTLE_S)
        try:
            await exchange.settle()
            if clock.monotonic() - summed_up >= summary_s:
                summed_up = clock.monotonic()
                await exchange.log_noise()
        except Exception as error:
            log.error("exchange.not_settled", error=type(error).__name__)  # noqa: TRY400  its text may hold more


@asynccontextmanager
async def open_edge(node: Node, limits: Limits, listen: Listen) -> AsyncIterator[Edge]:
    """The node's HTTP listener."""
    edge = Edge(node.exchange, node.directory.network, limits, node.clock, node.missing)
    await edge.start(listen)
    try:
        yield edge
    finally:
        await edge.close()


@asynccontextmanager
async def serve_adapters(
    state: State, bus: Bus, wires: Mapping[str, Wire], faults: Faults, schemas: Sequence[Path] = ()
) -> AsyncIterator[None]:
    """The provider's side of every registry in `wires`, each with its own member's key only."""
    directory = state.directory()
    ours = [each for each in directory.network.providers() if each.registry in wires]
    services = [service for subsystem in ours for service in subsystem.services]
    catalogue = Catalogue.load(SCHEMAS, services, *schemas)
    async with contextlib.AsyncExitStack() as stack:
        for subsystem in ours:
            provider = Provider(
                directory=directory,
                catalogue=catalogue,
                signer=state.signer(subsystem.id.member),
                clock=SystemClock(),
                faults=faults,
            )
            adapter = ADAPTERS[subsystem.registry](wires[subsystem.registry])
            serving = await bus.serve(subsystem.id, ProviderSide(provider, adapter).handle)
            stack.push_async_callback(serving.close)
        yield


@asynccontextmanager
async def http_wires(url: str) -> AsyncIterator[dict[str, Wire]]:
    """Registries behind a URL."""
    wire = HttpWire(url)
    try:
        yield dict.fromkeys(ADAPTERS, wire)
    finally:
        await wire.close()
