"""A small network with real keys: members, a provider, a node and an authority that certifies them."""

import asyncio
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from gateway import jws
from gateway.certificates import Certificate
from gateway.errors import SealError, TrustError
from gateway.message import Entry, EntryKind
from gateway.trust import document_digest

CLIENT = "VN/GOV/H29/motcua"
SERVICE = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
ORIGIN = "ndxp.test/log"
START_MS = 1_795_330_800_000  # 2026-11-22T14:00:00+07:00
_YEAR_MS = 365 * 24 * 3_600_000


class ManualClock:
    """Time that stands still until a test moves it; tells whoever waits that it was asked."""

    def __init__(self) -> None:
        self.ms = START_MS
        self.asked = asyncio.Event()

    def now_ms(self) -> int:
        self.asked.set()
        return self.ms

    def monotonic(self) -> float:
        return self.ms / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A network document of the simulator, believed."""

    version: int
    certificates: Mapping[str, Certificate]

    def certificate(self, kid: str) -> Certificate:
        try:
            return self.certificates[kid]
        except KeyError:
            raise TrustError("no certificate with this kid") from None


@dataclass
class NetworkSimulator:
    """Signs what the parts of a network sign, and believes its own authority only."""

    clock: ManualClock = field(default_factory=ManualClock)

    seed: int = field(default_factory=lambda: secrets.randbits(128))

    def __post_init__(self) -> None:
        self.authority = jws.Signer(key=self._key("authority"), kid="authority")
        raw = hashlib.sha256(f"{self.seed} log".encode()).digest()
        self.log_key = ed25519.Ed25519PrivateKey.from_private_bytes(raw)
        self.signers: dict[str, jws.Signer] = {}
        self.certificates: dict[str, Certificate] = {}
        for owner in ("VN/GOV/H29", "VN/GOV/G01", "VN/GOV/G05", "node:sim"):
            self.join(owner, self._key(owner))
        self.certify("log", "node:sim", self.log_key.public_key())

    def _key(self, owner: str) -> ec.EllipticCurvePrivateKey:
        """From the seed, so that another process can have the same network."""
        secret = hashlib.sha256(f"{self.seed} {owner}".encode()).digest()
        return ec.derive_private_key(int.from_bytes(secret) >> 1, ec.SECP256R1())

    def join(self, owner: str, key: jws.PrivateKey) -> None:
        self.signers[owner] = jws.Signer(key=key, kid=f"kid of {owner}")
        self.certify(f"kid of {owner}", owner, key.public_key())

    def certify(self, kid: str, owner: str, key: jws.PublicKey) -> None:
        self.certificates[kid] = Certificate(
            kid=kid,
            owner=owner,
            public_key=key,
            not_before_ms=START_MS - _YEAR_MS,
            not_after_ms=START_MS + _YEAR_MS,
        )

    def open_network(self, document: str) -> Opened:
        try:
            token = jws.parse(document, jws.MAX_DOCUMENT_CHARS)
            payload = jws.verify(token, self.authority.key.public_key())
        except SealError as error:
            raise TrustError("the network document does not verify") from error
        revoked = str(payload.get("revoked"))
        certificates = {
            kid: replace(each, revoked=kid == revoked) for kid, each in self.certificates.items()
        }
        return Opened(version=int(str(payload["version"])), certificates=certificates)

    def document(self, version: int, note: str = "", revoked: str = "") -> str:
        """A network document; `note` is whatever else it says, `revoked` a kid."""
        payload = {"version": version, "note": note, "revoked": revoked}
        return self.authority.sign("ndxp-network+jws", payload)

    def entry(
        self, kind: EntryKind, token: str, facts: Mapping[str, object] | None = None
    ) -> Entry:
        return Entry(
            kind=kind,
            time_ms=self.clock.ms,
            jws=token,
            facts=json.dumps(facts or {}, separators=(",", ":")),
        )

    def network(
        self,
        version: int = 1,
        document: str | None = None,
        changed: Mapping[str, object] | None = None,
        *,
        signer: str = "node:sim",
    ) -> Entry:
        document = document or self.document(version)
        payload = {
            "version": version,
            "documentDigest": document_digest(document),
            "time": self.clock.ms,
            **(changed or {}),
        }
        token = self.signers[signer].sign("ndxp-network-record+jws", payload)
        return replace(self.entry("network", token), document=document)

    def request(
        self,
        request_id: str = "",
        changed: Mapping[str, object] | None = None,
        *,
        signer: str = "VN/GOV/H29",
    ) -> Entry:
        payload = {
            "id": str(uuid.uuid4()),
            "requestId": request_id or str(uuid.uuid4()),
            "client": CLIENT,
            "service": SERVICE,
            "issuedAt": self.clock.ms,
            "expiresAt": self.clock.ms + 30_000,
            "contentDigest": jws.b64url(bytes(32)),
            "userRef": "u" * 22,
            "subjectRef": "s" * 22,
            **(changed or {}),
        }
        facts = {"inTs": self.clock.ms, "size": 600, "restMethod": "POST", "restPath": "**"}
        return self.entry("request", self.signers[signer].sign("ndxp-request+jws", payload), facts)

    def response(
        self,
        request: Entry,
        changed: Mapping[str, object] | None = None,
        *,
        kind: EntryKind = "response",
        signer: str = "VN/GOV/G01",
    ) -> Entry:
        asked = jws.parse(request.jws)
        payload = {
            **{name: asked.payload[name] for name in ("id", "requestId", "client", "service")},
            "issuedAt": self.clock.ms,
            "contentDigest": jws.b64url(bytes(32)),
            "requestDigest": jws.b64url(asked.digest),
            "status": 200,
            "outcome": "ok",
            **(changed or {}),
        }
        facts = {"outTs": self.clock.ms, "inTs": self.clock.ms + 5, "size": 900}
        token = self.signers[signer].sign("ndxp-response+jws", payload)
        return self.entry(kind, token, facts)

    def failure(self, request: Entry, code: str = "timeout") -> Entry:
        asked = jws.parse(request.jws).payload
        payload = {
            **{name: asked[name] for name in ("id", "requestId", "client", "service")},
            "code": code,
            "status": 504,
            "outcome": "timeout",
            "time": self.clock.ms,
        }
        return self.entry("failure", self.signers["node:sim"].sign("ndxp-failure+jws", payload))

    def refusal(self) -> Entry:
        payload = {
            "id": str(uuid.uuid4()),
            "requestId": str(uuid.uuid4()),
            "client": CLIENT,
            "service": SERVICE,
            "code": "access_denied",
            "status": 403,
            "outcome": "denied",
            "time": self.clock.ms,
            "userRef": "u" * 22,
        }
        token = self.signers["node:sim"].sign("ndxp-refusal+jws", payload)
        return self.entry("refusal", token, {"inTs": self.clock.ms})

    def summary(self) -> Entry:
        payload = {"from": self.clock.ms, "to": self.clock.ms, "counts": {"overloaded": 3}}
        return self.entry("summary", self.signers["node:sim"].sign("ndxp-summary+jws", payload))
