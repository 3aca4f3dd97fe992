"""A small network in memory: members with keys, who may call what, and a clock that a test moves."""

import hashlib
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from gateway.certificates import Certificate
from gateway.content import ResponseContent
from gateway.jws import PrivateKey, Signer, b64url
from gateway.message import Request, Sealed, ServiceId, SubsystemId
from gateway.network import load_network
from gateway.references import References
from gateway.signature import (
    OpenedRequest,
    SealedRequest,
    Verdict,
    open_request,
    seal_request,
    seal_response,
)
from gateway.trust import Directory

SMALL = Path(__file__).resolve().parents[2] / "ndxp" / "networks" / "small.toml"
CLIENT = SubsystemId.parse("VN/GOV/H29/motcua")
OTHER_CLIENT = SubsystemId.parse("VN/GOV/G14/lgsp")  # may call others, but not SERVICE
SERVICE = ServiceId.parse("VN/GOV/G01/dancu/TraCuuThongTinCongDan")
OTHER_PROVIDER = "VN/GOV/G05"
PERSON = "001090000001"
BODY = (
    '{"SoDinhDanh":"001090000001","HoVaTen":"Nguyễn Văn An","NgayThangNamSinh":"1990-01-01"}'
).encode()
START_MS = 1_795_330_800_000  # 2026-11-22T14:00:00+07:00
DAY_MS = 24 * 3_600_000


class ManualClock:
    """Time that stands still until a test moves it."""

    def __init__(self) -> None:
        self.ms = START_MS

    def now_ms(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.ms / 1000

    def advance(self, seconds: float) -> None:
        self.ms += round(seconds * 1000)


class Members:
    """Every member of the small network with a key of its own, and a node."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.network = load_network(SMALL)
        self.references = References(key=bytes(range(32)))
        self.certificates: dict[str, Certificate] = {}
        self.expires_ms = START_MS + 30 * DAY_MS
        self.signers = {owner: self.join(owner) for owner in [*self.network.members, "node:test"]}

    def join(self, owner: str, key: PrivateKey | None = None) -> Signer:
        """A new key whose certificate is in the directory, in force for ten days either way."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        kid = b64url(hashlib.sha256(f"{owner} {len(self.certificates)}".encode()).digest())
        self.certificates[kid] = Certificate(
            kid=kid,
            owner=owner,
            public_key=key.public_key(),
            not_before_ms=self.clock.ms - 10 * DAY_MS,
            not_after_ms=self.clock.ms + 10 * DAY_MS,
        )
        return Signer(key=key, kid=kid)

    @property
    def directory(self) -> Directory:
        return Directory(
            version=1,
            issued_ms=START_MS,
            expires_ms=self.expires_ms,
            network=self.network,
            certificates=self.certificates,
            roots=(),
            document="",
        )

    def request(self, **changed: Any) -> Request:
        """A lookup of a person, as an edge would understand it now."""
        request = Request(
            client=CLIENT,
            service=SERVICE,
            message_id="mot-cua-1",
            request_id=str(uuid.uuid4()),
            method="POST",
            path="",
            query="",
            headers=(("Accept-Language", "en"),),
            body=BODY,
            user=None,
            issue=None,
            received_ms=self.clock.ms,
            wait_s=30.0,
            language="en",
        )
        return replace(request, **changed)

    def seal(self, request: Request | None = None, subject: str | None = None) -> SealedRequest:
        """Sealed as the client's gateway does it."""
        request = request or self.request()
        return seal_request(request, self.signers[request.client.member], self.references, subject)

    def revoke(self, owner: str) -> None:
        """Whatever the first key of the owner signs counts no more."""
        kid = self.signers[owner].kid
        self.certificates[kid] = replace(self.certificates[kid], revoked=True)

    def open(self, sealed: SealedRequest) -> OpenedRequest:
        """Opened as the provider does it."""
        return self.open_sealed(sealed.sealed)

    def open_sealed(self, sealed: Sealed) -> OpenedRequest:
        return open_request(sealed, self.directory, self.clock.ms)

    def answer(
        self,
        request: OpenedRequest,
        content: ResponseContent | None = None,
        signer: Signer | None = None,
        verdict: Verdict | None = None,
    ) -> Sealed:
        """Sealed as the provider of the service does it, unless told otherwise."""
        return seal_response(
            request,
            content or ResponseContent(status=200, headers=(), body=b"{}"),
            verdict or Verdict(outcome="not_found"),
            signer or self.signers[request.service.provider.member],
            self.clock.ms,
        )
