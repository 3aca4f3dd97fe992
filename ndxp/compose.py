"""The composition root: the only place where the parts of a gateway and its log meet.

Everything here is an async context manager; what it opened is closed in reverse order.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.base import Adapter
from adapters.bhxh import BaoHiemXaHoi
from adapters.dancu import DanCu
from adapters.datdai import DatDai
from adapters.dkdn import DangKyDoanhNghiep
from adapters.wire import Wire
from gateway.applications import Applications
from gateway.authority import Authority, Terms, prepare
from gateway.bus import Bus, FragileBus
from gateway.bus.local import LocalBus
from gateway.certificates import NODE_PREFIX
from gateway.clock import Clock, SystemClock
from gateway.config import Limits
from gateway.edge.catalogue.samples import Sample, no_sample
from gateway.edge.doors import Doors
from gateway.edge.faulty import Mischief
from gateway.edge.listen import Listen
from gateway.edge.server import Edge, Inside
from gateway.edge.tally import watch
from gateway.errors import ConfigurationError, StateError
from gateway.exchange import Exchange, Trusted
from gateway.following import Membership, follow
from gateway.keyring import Keyring
from gateway.ledger.lock import writer_lock
from gateway.ledger.sqlite import SqliteLedger
from gateway.message import ServiceId
from gateway.network import Auth, Network, load_network
from gateway.records import Recorder
from gateway.refresh import Derived, DirectorySource
from gateway.resuming import close_open, name_network
from gateway.schema import Catalogue
from gateway.state import State
from gateway.tokens import Tokens
from gateway.trust import Directory
from gateway.upstream import open_upstream
from gateway.upstream.link import Address

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

    membership: Membership
    trusted: Derived[Trusted]
    exchange: Exchange
    ledger: SqliteLedger
    bus: Bus
    clock: Clock
    transactions: Path  # the log's file, for those who only read it
    mischief: Mischief  # faults on demand; none is on at first

    @property
    def source(self) -> DirectorySource:
        return self.membership.source

    async def missing(self) -> list[str]:
        """What keeps it from being ready: bus, network document, or a provider that ships with us."""
        if not self.bus.ready():
            return ["bus"]
        if self.source.newest.expires_ms <= self.clock.now_ms():
            return ["network"]
        return [
            str(provider.id)
            for provider in self.source.newest.network.providers()
            if provider.registry and not await self.bus.present(provider.id)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a node stands among the others; one with another behind it is an LGSP."""

    name: str = NODE  # its certificate names node:NAME
    network_url: str | None = None  # where newer network documents come from
    upstream: Address | None = None  # who is called for what nobody serves on its own bus


ALONE: Final = Standing()


def prepare_state(
    state: State, network_file: Path | None, auth: Auth | None = None, name: str = NODE
) -> Directory:
    """Make keys, certificates and the network document where they are missing.

    `auth` is what subsystems prove themselves with of which the file does not say it, in the place of
    the file's own. Raises StateError if a node runs on this state: nothing is changed under it. Raises
    ConfigurationError for a faulty network file, before anything is written.
    """
    issues = state.authority_key.exists() or not state.authority_certificate.exists()
    if network_file is None and not issues:  # another node does: this one takes what it gets
        return state.directory()
    file = network_file or DEFAULT_NETWORK
    _check_registries(file)
    state.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with writer_lock(state.log):
        return prepare(state, file, name, SystemClock(), Terms(auth=auth))


def publish_network(state: State, network_file: Path | None, valid_ms: int | None) -> Directory:
    """The same, also while nodes run on this state: they take the new version by themselves.

    Without a file the network stays as it is published; `valid_ms` is how long a document lives.
    """
    clock = SystemClock()
    if network_file is None and state.network_document.exists():
        with state.issuing():
            return Authority(state, clock).publish(valid_ms=valid_ms)
    file = network_file or DEFAULT_NETWORK
    _check_registries(file)
    return prepare(state, file, NODE, clock, Terms(valid_ms=valid_ms))


def _check_registries(file: Path) -> None:
    """Refuse a network with a registry that nobody has: its node would never be ready."""
    faults = [
        f"subsystem[{position}].registry: no registry {each.registry}, only {', '.join(ADAPTERS)}"
        for position, each in enumerate(load_network(file).subsystems.values())
        if each.registry and each.registry not in ADAPTERS
    ]
    if faults:
        raise ConfigurationError(str(file), faults)


def load_catalogue(network: Network, schemas: Sequence[Path] = ()) -> Catalogue:
    """The schemas of every service, those in the folders `schemas` before those that we ship.

    Raises ConfigurationError with each that is missing or faulty.
    """
    return Catalogue.load(SCHEMAS, network.described(), *schemas)


@asynccontextmanager
async def open_bus(
    url: str | None, namespace: str = "ndxp", *, temporary: bool = False
) -> AsyncIterator[FragileBus]:
    """RabbitMQ at `url`, or the bus within this process; `temporary` leaves nothing on a broker."""
    bus: FragileBus
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
    state: State,
    bus: FragileBus,
    limits: Limits,
    schemas: Sequence[Path] = (),
    standing: Standing = ALONE,
) -> AsyncIterator[Node]:
    """The gateway: keys, log and pipeline. Closes first what a crash left open in the log."""
    clock = SystemClock()
    mischief = Mischief.over(bus, clock)
    owner = NODE_PREFIX + standing.name
    node = state.signer(owner)
    if not isinstance(node.key, Ed25519PrivateKey):
        raise StateError(f"the key of {owner} in {state.folder} cannot sign checkpoints")
    recorder = Recorder(node=node, references=state.references(), clock=clock)
    origin = f"{state.directory().network.instance.lower()}.ndxp/{standing.name}/{node.kid[:12]}"
    async with (
        SqliteLedger.open(state.log, node.key, origin, clock) as ledger,
        follow(
            *(state, clock, limits.network_refresh_s, standing.network_url),
            record=partial(name_network, ledger, recorder),
        ) as membership,
        open_upstream(mischief.bus, standing.upstream, membership.source) as carrier,
    ):
        trusted = membership.source.derive(_trusted(state, schemas))
        await name_network(ledger, recorder, membership.source.newest)
        await close_open(ledger, recorder)
        exchange = Exchange(trusted, ledger, carrier, recorder, limits.max_in_flight)
        settling = asyncio.create_task(_settle(exchange, clock, limits.summary_s))
        try:
            yield Node(
                membership=membership,
                trusted=trusted,
                exchange=exchange,
                ledger=ledger,
                bus=carrier,
                clock=clock,
                transactions=state.log,
                mischief=mischief,
            )
        finally:
            settling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await settling
            await exchange.settle()
            await exchange.log_noise()


def _trusted(state: State, schemas: Sequence[Path]) -> Callable[[Directory], Trusted]:
    """What the pipeline makes of a version: schemas of its services, keys of its members."""
    loaded: dict[frozenset[ServiceId], Catalogue] = {}

    def build(directory: Directory) -> Trusted:
        network = directory.network
        services = frozenset(network.described())
        if services not in loaded:  # most versions change nothing here, and compiling is slow
            catalogue = load_catalogue(network, [*schemas, *state.granted_schemas()])
            loaded.clear()
            loaded[services] = catalogue
        signers = [signer for member in network.members for signer in state.signers(member)]
        keyring = Keyring(directory, signers)
        return Trusted(directory=directory, catalogue=loaded[services], keyring=keyring)

    return build


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
async def open_edge(
    node: Node, limits: Limits, listen: Listen | Sequence[Listen], sample: Sample = no_sample
) -> AsyncIterator[Edge]:
    """The node's HTTP listeners, one for each place and dialect.

    `sample` gives the catalogue its examples of records that exist.
    """
    inside = Inside(
        missing=node.missing,
        transactions=node.transactions,
        doors=Doors(trusted=node.trusted.current, sample=sample),
        tokens=Tokens(node.membership.state.tokens),
        applications=Applications(node.membership.state.applications),
        mischief=node.mischief,
    )
    edge = Edge(node.exchange, node.source, limits, node.clock, inside)
    watch(edge.metrics, node.bus, node.ledger)
    try:
        for each in [listen] if isinstance(listen, Listen) else listen:
            await edge.start(each)
        yield edge
    finally:
        await edge.close()
