"""An LGSP in front of an NDXP: two nodes with logs of their own, TLS between them, in one process.

The LGSP serves the register of enterprises itself and has the keys of the member that calls and of that
register; everything else is behind the NDXP. Whoever calls a node has to prove who he is.
"""

import asyncio
import contextlib
import json
import shutil
import sqlite3
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from gateway.authority import DAY_MS, Authority, Terms, prepare
from gateway.bus.wire import CONTENT_TYPE, pack_item
from gateway.certificates import thumbprint
from gateway.clock import SystemClock
from gateway.config import ErrorProfile, Limits
from gateway.custody import Custody
from gateway.edge.listen import Listen
from gateway.edge.server import Edge
from gateway.edge.tls import Identity
from gateway.handover import export_trust, import_trust
from gateway.message import Request, Sealed, ServiceId, SubsystemId
from gateway.network import load_document
from gateway.state import State, read_certificate_file
from gateway.tokens import Tokens
from gateway.upstream.link import Address
from ndxp.audit.authority import documents_of
from ndxp.audit.verify import verify_log
from ndxp.compose import (
    ALONE,
    DEFAULT_NETWORK,
    NODE,
    Node,
    Standing,
    open_bus,
    open_edge,
    open_node,
)
from ndxp.providers import serve_adapters
from ndxp.registries import Registries
from tests.platform.client import CLIENT

LGSP = "lgsp"
PATIENCE_S = 10
HOST = "127.0.0.1"
BEFORE, BEHIND = ("dkdn",), ("dancu", "bhxh", "datdai")
Answer = tuple[int, dict[str, str], dict[str, object]]


@dataclass(slots=True)
class Place:
    """One of the two: what runs, and what it wrote."""

    state: State
    node: Node
    edge: Edge

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with contextlib.closing(sqlite3.connect(self.state.log)) as db:
            return db.execute(sql).fetchall()

    @property
    def seals(self) -> list[tuple[object, ...]]:
        """What members signed, by kind, without its order: the two nodes write side by side."""
        return sorted(
            self.rows("SELECT kind, jws FROM entries WHERE kind IN ('request', 'response')"),
            key=str,
        )

    @property
    def kinds(self) -> list[object]:
        """The entries after the network document."""
        found = [kind for (kind,) in self.rows("SELECT kind FROM entries ORDER BY seq")]
        return [kind for kind in found if kind != "network"]

    @property
    def last(self) -> tuple[object, ...]:
        """Outcome and code of the exchange that closed last."""
        return self.rows("SELECT outcome, code FROM exchanges ORDER BY seq DESC LIMIT 1")[0]

    async def reaches(self, kind: str) -> None:
        """Wait until an entry of this kind is in the log."""
        async with asyncio.timeout(PATIENCE_S):
            while kind not in self.kinds:  # noqa: ASYNC110 -- the log tells nobody
                await asyncio.sleep(0.02)

    def verify(self) -> None:
        verdict = verify_log(self.state.log, documents_of(self.state.log, self.state.authority()))
        assert verdict.ok, verdict.fault


@dataclass(slots=True)
class TwoNodes:
    """The folders of both, and how to start them."""

    folder: Path
    registries: Registries
    profile: ErrorProfile = "spec"  # how the NDXP spells its errors
    port: int = 0  # of the NDXP, once it listens
    token: str = ""  # of the client, at the LGSP

    @property
    def ndxp_state(self) -> State:
        return State(folder=self.folder / "ndxp")

    @property
    def lgsp_state(self) -> State:
        return State(folder=self.folder / "lgsp")

    @property
    def certificate(self) -> Path:
        """What the LGSP shows to the NDXP."""
        return self.lgsp_state.tls_file(f"node:{LGSP}")

    def make(self) -> None:
        """Both state folders, as docs/trust.md makes them."""
        ndxp, lgsp = self.ndxp_state, self.lgsp_state
        prepare(ndxp, DEFAULT_NETWORK, NODE, SystemClock(), Terms(auth="token"))
        with ndxp.issuing():
            custody = Custody(ndxp, SystemClock())
            custody.issue(f"node:{LGSP}", "Ed25519")
            custody.issue_tls(f"node:{LGSP}", [])
            custody.issue_tls(HOST, [])
        import_trust(lgsp, export_trust(ndxp))
        (lgsp.folder / "keys").mkdir()
        for owner in (f"node:{LGSP}", "VN/GOV/H29", "VN/GOV/G05"):
            shutil.copy(ndxp.certificate_file(owner), lgsp.certificate_file(owner))
            shutil.move(ndxp.key_file(owner), lgsp.key_file(owner))
        shutil.copytree(ndxp.folder / "tls", lgsp.folder / "tls")
        shutil.copy(ndxp.references_key, lgsp.references_key)
        client = SubsystemId.parse(CLIENT)
        _, self.token = Tokens(lgsp.tokens).issue(client, [], SystemClock().now_ms(), DAY_MS)

    @contextlib.asynccontextmanager
    async def ndxp(self, serving: Sequence[str] = BEHIND) -> AsyncIterator[Place]:
        """The node behind, with TLS."""
        certificate = self.ndxp_state.tls_file(HOST)
        identity = Identity(certificate=certificate, key=certificate.with_suffix(".key"))
        listen = Listen(host=HOST, port=self.port, identity=identity, profile=self.profile)
        async with self._open(self.ndxp_state, ALONE, listen, serving) as place:
            self.port = place.edge.port
            yield place

    @contextlib.asynccontextmanager
    async def lgsp(
        self, serving: Sequence[str] = BEFORE, certificate: Path | None = None
    ) -> AsyncIterator[Place]:
        """The node before it; `certificate` is what it shows instead of its own."""
        address = Address.read(f"https://{HOST}:{self.port}", certificate or self.certificate)
        standing = Standing(name=LGSP, upstream=address)
        listen = Listen(host=HOST, port=0)
        async with self._open(self.lgsp_state, standing, listen, serving) as place:
            yield place

    @contextlib.asynccontextmanager
    async def _open(
        self, state: State, standing: Standing, listen: Listen, serving: Sequence[str]
    ) -> AsyncIterator[Place]:
        wires = {name: self.registries.wires()[name] for name in serving}
        async with (
            open_bus(None) as bus,
            open_node(state, bus, Limits(), standing=standing) as node,
            serve_adapters(node.membership, node.bus, wires),
            open_edge(node, Limits(), listen) as edge,
        ):
            yield Place(state=state, node=node, edge=edge)

    def body(self, service: ServiceId, position: int = 0) -> bytes:
        """A question whose answer exists."""
        subsystem = service.provider.subsystem
        return json.dumps(
            self.registries.sample(subsystem, position + 1, 1, service.code)[position]
        ).encode()

    def publish_without_rights(self) -> None:
        """A newer document of the same network, in which the client may call nothing."""
        document = load_document(DEFAULT_NETWORK) | {"auth": "token"}
        document["right"] = [each for each in document["right"] if CLIENT not in each["clients"]]
        with self.ndxp_state.issuing():
            Authority(self.ndxp_state, SystemClock()).publish(document)

    def revoke(self, file: Path) -> None:
        """A newer document in which this certificate counts no more."""
        state, clock = self.ndxp_state, SystemClock()
        kid = thumbprint(read_certificate_file(file))
        with state.issuing():
            Custody(state, clock).revoke(kid, clock.now_ms(), "lost")

    def request(self, service: ServiceId) -> Request:
        """A call as the LGSP's edge would understand it now."""
        return Request(
            client=SubsystemId.parse(CLIENT),
            service=service,
            message_id="mot-cua-1",
            request_id=str(uuid.uuid4()),
            method="POST",
            path="",
            query="",
            headers=(("Content-Type", "application/json"),),
            body=self.body(service),
            user=None,
            issue=None,
            received_ms=SystemClock().now_ms(),
            wait_s=20.0,
            language="en",
        )

    async def post(self, place: Place, sealed: Sealed) -> tuple[int, bytes]:
        """What a member sealed itself, to `/sealed` of a node."""
        headers = {"Content-Type": CONTENT_TYPE, "Authorization": f"Bearer {self.token}"}
        url = f"http://{HOST}:{place.edge.port}/sealed"
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(url, data=pack_item(sealed)) as answer,
        ):
            return answer.status, await answer.read()

    async def ask(
        self, place: Place, service: ServiceId, position: int = 0, wait_s: int = 20
    ) -> Answer:
        """One call at a node."""
        headers = {
            "X-Road-Client": CLIENT,
            "Content-Type": "application/json",
            "Prefer": f"wait={wait_s}",
            "Authorization": f"Bearer {self.token}",
        }
        url = f"http://{HOST}:{place.edge.port}/r1/{service}"
        body = await asyncio.to_thread(self.body, service, position)
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=body, headers=headers) as answer,
        ):
            return answer.status, dict(answer.headers), await answer.json()
