"""A node that speaks TLS, the certificates that callers may show to it, and how they call."""

import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.authority import DAY_MS, Authority, prepare
from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.custody import Custody
from gateway.edge.listen import Listen
from gateway.edge.tls import Identity
from gateway.issuing import Issuer, Subject, new_key, root_certificate, tls_certificate
from gateway.state import State, pem_key
from ndxp.compose import DEFAULT_NETWORK, NODE, Node, open_bus, open_edge, open_node

CLIENT, OTHER = "VN/GOV/H29/motcua", "VN/GOV/G14/lgsp"
ASKED = "/r1/VN/GOV/G01/dancu/listMethods"
CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A certificate and its key, as files of a client."""

    file: Path

    @property
    def pem(self) -> str:
        return self.file.read_text("ascii").partition("-----BEGIN PRIVATE KEY")[0]

    @property
    def certificate(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.pem.encode())


def keep(file: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Shown:
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + pem_key(key))
    return Shown(file=file)


def private_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def issued(state: State, owner: str = CLIENT, since_days: float = 1) -> Shown:
    """By the authority of this state folder, `since_days` ago; they last 825 days."""
    key = private_key()
    from_ms = CLOCK.now_ms() - round(since_days * DAY_MS)
    subject = Subject(owner=owner, public_key=key.public_key(), from_ms=from_ms)
    certificate = tls_certificate(subject, Authority(state, CLOCK).issuer, [])
    return keep(state.folder / f"shown-{certificate.serial_number:x}.pem", certificate, key)


def issued_by_a_stranger(folder: Path, owner: str = CLIENT) -> Shown:
    """By an authority of the same name, whose key is another."""
    key, root = private_key(), new_key("P-256")
    name = "NDXP simulator development authority"
    issuer = Issuer(name=root_certificate(name, root, CLOCK.now_ms()).subject, key=root)
    from_ms = CLOCK.now_ms() - DAY_MS
    subject = Subject(owner=owner, public_key=key.public_key(), from_ms=from_ms)
    return keep(folder / "stranger.pem", tls_certificate(subject, issuer, []), key)


def self_signed(file: Path, owner: str = CLIENT) -> Shown:
    """As an information system makes one for itself, without any extension."""
    key = private_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, owner)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return keep(file, certificate, key)


def network_file(folder: Path, *, auth: str = "mtls", more: str = "") -> Path:
    """The small network with this proof for all; `more` are lines about CLIENT."""
    text = DEFAULT_NETWORK.read_text("utf-8").replace('auth = "none"', f'auth = "{auth}"')
    file = folder / "network.toml"
    file.write_text(text.replace(f'id = "{CLIENT}"\n', f'id = "{CLIENT}"\n{more}\n'), "utf-8")
    return file


def pinned(*shown: Shown) -> str:
    """What the network file says of a client whose certificates these are."""
    return "certificates = [" + ", ".join(f"'''\n{each.pem}'''" for each in shown) + "]"


def publish(state: State, file: Path) -> None:
    prepare(state, file, NODE, CLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """A running node with TLS."""

    node: Node
    state: State
    port: int

    async def take(self) -> None:
        """What the node does every few seconds: look for a newer network document."""
        assert await self.node.source.offer(self.state.document())

    def context(self, shown: Shown | None = None) -> ssl.SSLContext:
        """TLS of a client that believes this node, and shows this certificate."""
        context = ssl.create_default_context(cafile=self.state.authority_certificate)
        if shown is not None:
            context.load_cert_chain(shown.file)
        return context

    async def get(
        self,
        shown: Shown | None = None,
        client: str = CLIENT,
        path: str = ASKED,
        context: ssl.SSLContext | None = None,
    ) -> tuple[int, str]:
        """Status and code of the answer to one call; raises aiohttp.ClientError where TLS fails."""
        async with aiohttp.ClientSession() as session:
            return await self.say(session, context or self.context(shown), client, path)

    async def say(
        self,
        session: aiohttp.ClientSession,
        context: ssl.SSLContext,
        client: str = CLIENT,
        path: str = ASKED,
    ) -> tuple[int, str]:
        headers = {"X-Road-Client": client} if client else {}
        url = f"https://127.0.0.1:{self.port}{path}"
        async with session.get(url, headers=headers, ssl=context) as answer:
            await answer.read()
            return answer.status, answer.headers.get("X-Road-Error", "").rpartition(".")[2]


def prepared(folder: Path) -> State:
    """A state folder with an authority, a network whose clients show certificates, and one for the node."""
    state = State(folder=folder / "state")
    publish(state, network_file(folder))
    Custody(state, CLOCK).issue_tls("localhost", ["127.0.0.1"])
    return state


@asynccontextmanager
async def secured(state: State) -> AsyncIterator[Secured]:
    """The node on that folder, without adapters: metadata services need none."""
    file = state.tls_file("localhost")
    identity = Identity(certificate=file, key=file.with_suffix(".key"))
    limits = Limits(network_refresh_s=3600)
    async with (
        open_bus(None) as bus,
        open_node(state, bus, limits) as node,
        open_edge(node, limits, Listen(host="127.0.0.1", port=0, identity=identity)) as edge,
    ):
        yield Secured(node=node, state=state, port=edge.port)
