"""Messages for the register of construction permits, sealed with the keys of a state folder."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgpack
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.clock import SystemClock
from gateway.jws import Signer
from gateway.message import Request, Sealed, SubsystemId
from gateway.references import References
from gateway.signature import REQUEST_TYP, seal_request
from gateway.state import State
from tests.examples.node import DRAWINGS, PERMITS, PROVIDER
from tests.gateway.forging import part, payload_of, resign, with_content, with_header

CLIENT = SubsystemId.parse("VN/GOV/H29/motcua")
OTHER = SubsystemId.parse("VN/GOV/G14/lgsp")  # has no right here
KNOWN: Final = {"SoGiayPhep": "215/GPXD-2024"}
UNKNOWN: Final = {"SoGiayPhep": "999999/GPXD-2024"}


def request(body: object = KNOWN, **changed: Any) -> Request:
    """A lookup of a permit, as an edge would understand it now."""
    asked = Request(
        client=CLIENT,
        service=PERMITS,
        message_id="mot-cua-1",
        request_id=str(uuid.uuid4()),
        method="POST",
        path="",
        query="",
        headers=(("Accept-Language", "vi;q=0.9, en;q=0.5"),),
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        user=None,
        issue=None,
        received_ms=SystemClock().now_ms(),
        wait_s=30.0,
        language="en",
    )
    return replace(asked, **changed)


@dataclass(frozen=True, slots=True)
class Sealing:
    """Seals as any member: all keys lie in the state folder."""

    state: State

    def signer(self, subsystem: SubsystemId, number: int = 1) -> Signer:
        return self.state.signer(subsystem.member, number)

    def seal(self, asked: Request | None = None, *, key: Signer | None = None) -> Sealed:
        asked = asked or request()
        signer = key or self.signer(asked.client)
        return seal_request(asked, signer, References(key=bytes(32)), None).sealed

    def changed(self, **members: object) -> Sealed:
        """A good message with other members in its payload, signed anew."""
        return resign(self.seal(), self.signer(CLIENT), members)

    def content(self, **members: object) -> Sealed:
        """A good message with other members in its content; None is nil, ... is none at all."""
        sealed = self.seal()
        fields = {**msgpack.unpackb(sealed.content), **members}
        packed = msgpack.packb({k: v for k, v in fields.items() if v is not ...})
        return with_content(sealed, self.signer(CLIENT), packed)

    def bytes(self, content: bytes) -> Sealed:
        return with_content(self.seal(), self.signer(CLIENT), content)

    def header(self, **members: object) -> Sealed:
        """A good message under another header; ... leaves a member out."""
        sealed = self.seal()
        header = {"alg": "ES256", "kid": self.signer(CLIENT).kid, "typ": REQUEST_TYP, **members}
        kept = {name: value for name, value in header.items() if value is not ...}
        return replace(sealed, jws=with_header(sealed.jws, kept))

    def payload(self, payload: object) -> Sealed:
        """Another payload under the signature of a good one."""
        sealed = self.seal()
        header, _, signature = sealed.jws.split(".")
        return replace(sealed, jws=f"{header}.{part(payload)}.{signature}")

    def drawing(self, method: str, path: str, query: str = "") -> Sealed:
        changed = {"method": method, "path": path, "query": query}
        return self.seal(request(b"<svg/>", service=DRAWINGS, **changed))


def _twice(sealing: Sealing) -> Sealed:
    """A map with a key twice."""
    good = sealing.seal().content
    return sealing.bytes(bytes([good[0] + 1]) + good[1:] + msgpack.packb("path") + b"\xa2/x")


def _no_utf8(sealing: Sealing) -> Sealed:
    return sealing.bytes(sealing.seal().content.replace(b"mot-cua", b"mot-\xffua"))


def _stranger(sealing: Sealing) -> Signer:
    kid = sealing.signer(CLIENT).kid
    return Signer(key=ec.generate_private_key(ec.SECP256R1()), kid=kid)


def _times(**moved: int) -> Callable[[Sealing], Sealed]:
    """The times of a message, so many milliseconds from now."""

    def build(sealing: Sealing) -> Sealed:
        now = SystemClock().now_ms()
        return sealing.changed(**{name: now + by for name, by in moved.items()})

    return build


def _body(body: bytes) -> Callable[[Sealing], Sealed]:
    return lambda sealing: sealing.seal(request(body))


def _draw(method: str, path: str, query: str = "") -> Callable[[Sealing], Sealed]:
    return lambda sealing: sealing.drawing(method, path, query)


MESSAGES: Final[Mapping[str, Callable[[Sealing], Sealed]]] = {
    "good": lambda s: s.seal(),
    "about nothing": lambda s: s.seal(request(UNKNOWN)),
    # what nobody answers
    "no jws": lambda s: replace(s.seal(), jws=""),
    "two parts": lambda s: replace(s.seal(), jws="a.b"),
    "padding": lambda s: replace(s.seal(), jws=s.seal().jws + "="),
    "too long": lambda s: replace(s.seal(), jws="a" * 32_769),
    "no signature": lambda s: replace(s.seal(), jws=s.seal().jws.rpartition(".")[0] + "."),
    "a signature of 63 bytes": lambda s: replace(
        s.seal(), jws=s.seal().jws.rpartition(".")[0] + "." + part(b"x" * 63)
    ),
    "alg none": lambda s: s.header(alg="none"),
    "alg HS256": lambda s: s.header(alg="HS256"),
    "alg of another key": lambda s: s.header(alg="EdDSA"),
    "alg a number": lambda s: s.header(alg=1),
    "no kid": lambda s: s.header(kid=...),
    "jwk": lambda s: s.header(jwk={}),
    "crit": lambda s: s.header(crit=["b64"], b64=False),
    "an answer": lambda s: s.header(typ="ndxp-response+jws"),
    "unknown kid": lambda s: s.seal(key=replace(s.signer(CLIENT), kid="A" * 43)),
    "another member": lambda s: s.seal(key=s.signer(OTHER)),
    "the provider": lambda s: s.seal(key=s.signer(PROVIDER)),
    "a node": lambda s: s.seal(key=s.state.signer("node:ndxp")),
    "a stranger": lambda s: s.seal(key=_stranger(s)),
    "payload no JSON": lambda s: s.payload(b"{"),
    "payload an array": lambda s: s.payload([]),
    "payload a key twice": lambda s: s.payload(b'{"id":"a","id":"b"}'),
    "payload changed": lambda s: s.payload({**payload_of(s.seal().jws), "id": "x"}),
    "a member less": lambda s: s.changed(id=None),
    "a member more": lambda s: s.changed(more=1),
    "id empty": lambda s: s.changed(id=""),
    "id with a blank": lambda s: s.changed(id="a b"),
    "requestId in capitals": lambda s: s.changed(requestId=str(uuid.uuid4()).upper()),
    "client a member": lambda s: s.changed(client="VN/GOV/H29"),
    "service a subsystem": lambda s: s.changed(service=str(PROVIDER)),
    "issuedAt a text": lambda s: s.changed(issuedAt="1"),
    "issuedAt true": lambda s: s.changed(issuedAt=True),
    "issuedAt negative": lambda s: s.changed(issuedAt=-1),
    "expiresAt too large": lambda s: s.changed(expiresAt=1 << 53),
    "userRef short": lambda s: s.changed(userRef="abc"),
    "contentDigest short": lambda s: s.changed(contentDigest="abc"),
    "other content": lambda s: replace(s.seal(), content=s.seal().content),
    "no content": lambda s: s.bytes(b""),
    "content and more": lambda s: s.bytes(s.seal().content + b"\x01"),
    "content a key twice": _twice,
    "content no map": lambda s: s.bytes(msgpack.packb([1])),
    "content a member less": lambda s: s.content(user=...),
    "content a member more": lambda s: s.content(more=1),
    "salt short": lambda s: s.content(salt=bytes(15)),
    "body a text": lambda s: s.content(body="{}"),
    "path bytes": lambda s: s.content(path=b""),
    "user a number": lambda s: s.content(user=1),
    "headers a map": lambda s: s.content(headers={"a": "b"}),
    "a header of three": lambda s: s.content(headers=[["a", "b", "c"]]),
    "a header with a line break": lambda s: s.content(headers=[["a", "b\r\nc: d"]]),
    "a header with a blank in its name": lambda s: s.content(headers=[["a b", "c"]]),
    "from the future": _times(issuedAt=60_000, expiresAt=90_000),
    "five seconds ahead": _times(issuedAt=5_000, expiresAt=30_000),
    "valid too long": _times(issuedAt=0, expiresAt=300_001),
    "expired": _times(issuedAt=-30_000, expiresAt=-1),
    "before its certificate": lambda s: s.seal(key=s.signer(CLIENT, 2)),
    "revoked": lambda s: s.seal(key=s.signer(CLIENT, 3)),
    # what is refused under the provider's seal
    "another provider's": lambda s: s.changed(service="VN/GOV/G01/dancu/XacThucThongTinCongDan"),
    "no such service": lambda s: s.changed(service=f"{PROVIDER}/khongCo"),
    "no such client": lambda s: s.changed(client="VN/GOV/H29/khongCo"),
    "no right": lambda s: s.seal(request(client=OTHER)),
    "body empty": _body(b""),
    "body no JSON": _body(b"{"),
    "body a key twice": _body(b'{"SoGiayPhep":"1","SoGiayPhep":"2"}'),
    "body NaN": _body(b"NaN"),
    "body 1e999": _body(b"[1e999]"),
    "body half a character": _body(b'{"SoGiayPhep":"\\ud800"}'),
    "body with a mark": _body(b"\xef\xbb\xbf{}"),
    "body no UTF-8": _body(b'{"SoGiayPhep":"\xff"}'),
    "body and more": _body(b"{} {}"),
    "body 201 deep": _body(b"[" * 201 + b"1" + b"]" * 201),
    "body 200 deep": _body(b"[" * 200 + b"1" + b"]" * 200),
    "body an array": _body(b"[]"),
    "a field too many": _body(b'{"SoGiayPhep":"215/GPXD-2024","x":1}'),
    "a field of another form": _body(b'{"SoGiayPhep":"215"}'),
    # a service without a schema
    "a list of drawings": _draw("GET", "/"),
    "no such drawing": _draw("GET", "/khong-co.svg"),
    "method in small letters": _draw("get", "/"),
    "no right to delete": _draw("DELETE", "/a.svg"),
    "no right without a path": _draw("GET", ""),
    "no right further down": _draw("GET", "/a/b.svg"),
    "dots": _draw("GET", "/../a.svg"),
    "dots encoded": _draw("GET", "/%2e%2e"),
    "dots behind an encoded slash": _draw("GET", "/a%2F.."),
    "encoded twice": _draw("GET", "/%2561"),
    "a nameless segment": _draw("GET", "/;a"),
    "a control character": _draw("GET", "/%00"),
    "a broken escape": _draw("GET", "/%"),
    "no slash at the start": _draw("GET", "a.svg"),
    "idle segments": _draw("GET", "/.//./khong-co.svg"),
    "a blank in the path": _draw("GET", "/a b"),
    "a fragment in the query": _draw("GET", "/", "a#b"),
    "beyond ASCII": _draw("GET", "/bản-vẽ"),
}
"""What an adapter may be sent, each with its own exchange id."""
