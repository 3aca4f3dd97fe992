"""Seal and open: a message is believed when its JWS is, and its content when the JWS names its digest.

What `open_request` demands (the adapter's view): typ; kid in the network document, in force, owned by
the client's member; alg fits the key; the digest of the content; issued and expiring in bounds. What
`open_response` demands (the gateway's view): the same, with the provider's member as owner, and that it
names the digest of the very request that was sent. Each returns the verified value or raises.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from gateway import jws
from gateway.certificates import Certificate
from gateway.content import (
    RequestContent,
    ResponseContent,
    pack_request,
    pack_response,
    unpack_request,
    unpack_response,
)
from gateway.errors import InconsistentAnswerError, MessageExpiredError, SealError, TrustError
from gateway.jws import Signer, Token, b64url
from gateway.message import COUNTED, Outcome, Request, Sealed, ServiceId, SubsystemId, outcome_fits
from gateway.references import References
from gateway.trust import Directory

REQUEST_TYP = "ndxp-request+jws"
RESPONSE_TYP = "ndxp-response+jws"
MAX_WAIT_S = 300
CLOCK_SKEW_MS = 10_000  # how far two members' clocks may be apart
_OUTCOMES = frozenset(get_args(Outcome))

# The payloads of schemas/sealed/, member by member. Nothing else may stand in them: the log keeps
# the whole JWS, and what nobody checks could be anything.
_BOTH = dict.fromkeys(("id", "requestId", "client", "service", "contentDigest"), str)
_REQUEST_MEMBERS: dict[str, type] = {**_BOTH, "issuedAt": int, "expiresAt": int}
_RESPONSE_MEMBERS: dict[str, type] = {
    **_BOTH,
    "issuedAt": int,
    "requestDigest": str,
    "status": int,
    "outcome": str,
}
_OPTIONAL = {
    REQUEST_TYP: dict.fromkeys(("userRef", "caseRef", "subjectRef"), str),
    RESPONSE_TYP: {"code": str},
}
# Texts of free choice would be a way into the log for anything.
_FORMS = {
    "id": re.compile(r"[\x21-\x7e]{1,255}"),  # it becomes the header X-Road-Id
    "requestId": re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"),
    "code": re.compile(r"[a-z][a-z0-9_]{0,63}"),
    **dict.fromkeys(("userRef", "caseRef", "subjectRef"), re.compile(r"[A-Za-z0-9_-]{22}")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRequest:
    """A request as its sealing gateway remembers it until the answer comes."""

    sealed: Sealed
    message_id: str
    request_id: str
    client: SubsystemId
    service: ServiceId
    issued_ms: int
    expires_ms: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRequest:
    """A request that its seal vouches for; whether the client may call is another question."""

    message_id: str
    request_id: str
    client: SubsystemId
    service: ServiceId
    issued_ms: int
    expires_ms: int
    digest: str
    content: RequestContent


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedResponse:
    """An answer that the provider of the service sealed for this request."""

    status: int
    outcome: Outcome
    code: str
    content: ResponseContent


def seal_request(
    request: Request, signer: Signer, references: References, subject: str | None
) -> SealedRequest:
    """Seal with the client member's key; identifying values leave keyed references only."""
    content = pack_request(request)
    expires_ms = request.received_ms + round(request.wait_s * 1000)
    payload: dict[str, object] = {
        "id": request.message_id,
        "requestId": request.request_id,
        "client": str(request.client),
        "service": str(request.service),
        "issuedAt": request.received_ms,
        "expiresAt": expires_ms,
        "contentDigest": _digest(content),
    }
    if request.user:
        payload["userRef"] = references.of("user", request.user)
    if request.issue:
        payload["caseRef"] = references.of("case", request.issue)
    if subject:
        payload["subjectRef"] = references.of("subject", subject)
    token = signer.sign(REQUEST_TYP, payload)
    return SealedRequest(
        sealed=Sealed(jws=token, content=content),
        message_id=request.message_id,
        request_id=request.request_id,
        client=request.client,
        service=request.service,
        issued_ms=request.received_ms,
        expires_ms=expires_ms,
        digest=message_digest(token),
    )


def open_request(sealed: Sealed, directory: Directory, now_ms: int) -> OpenedRequest:
    """Open a request at the provider's side; raises SealError, or MessageExpiredError if authentic."""
    token = jws.parse(sealed.jws)
    payload = _payload(token, REQUEST_TYP, _REQUEST_MEMBERS)
    client, service = _parties(payload)
    certificate = _certificate(token, directory)
    if certificate.owner != client.member:
        raise SealError("wrong_signer", "the kid does not belong to the client")
    _verify(token, certificate, sealed)
    issued_ms, expires_ms = _time(payload, "issuedAt"), _time(payload, "expiresAt")
    _check_in_force(certificate, issued_ms)
    if issued_ms > now_ms + CLOCK_SKEW_MS or expires_ms - issued_ms > MAX_WAIT_S * 1000:
        raise SealError("bad_time", "issued in the future or valid for too long")
    if expires_ms <= now_ms:
        raise MessageExpiredError
    return OpenedRequest(
        message_id=str(payload["id"]),
        request_id=str(payload["requestId"]),
        client=client,
        service=service,
        issued_ms=issued_ms,
        expires_ms=expires_ms,
        digest=b64url(token.digest),
        content=unpack_request(sealed.content),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the provider says of its own answer; `code` names a failure."""

    outcome: Outcome
    code: str = ""


def seal_response(
    request: OpenedRequest, content: ResponseContent, verdict: Verdict, signer: Signer, now_ms: int
) -> Sealed:
    """Seal an answer with the provider member's key; it names the digest of the request."""
    packed = pack_response(content)
    payload: dict[str, object] = {
        "id": request.message_id,
        "requestId": request.request_id,
        "client": str(request.client),
        "service": str(request.service),
        "issuedAt": now_ms,
        "contentDigest": _digest(packed),
        "requestDigest": request.digest,
        "status": content.status,
        "outcome": verdict.outcome,
    }
    if verdict.code:
        payload["code"] = verdict.code
    return Sealed(jws=signer.sign(RESPONSE_TYP, payload), content=packed)


def open_response(sealed: Sealed, request: SealedRequest, directory: Directory) -> OpenedResponse:
    """Open an answer at the gateway.

    Raises SealError unless the provider's member sealed it, InconsistentAnswerError if it answers
    another request or contradicts itself.
    """
    token = jws.parse(sealed.jws)
    payload = _payload(token, RESPONSE_TYP, _RESPONSE_MEMBERS)
    certificate = _certificate(token, directory)
    if certificate.owner != request.service.provider.member:
        raise SealError("wrong_signer", "the kid does not belong to the provider")
    _verify(token, certificate, sealed)
    issued_ms = _time(payload, "issuedAt")
    _check_in_force(certificate, issued_ms)
    if issued_ms < request.issued_ms - CLOCK_SKEW_MS:
        raise SealError("bad_time", "answered before it was asked")
    told = (payload["id"], payload["requestId"], payload["client"], payload["service"])
    asked = (request.message_id, request.request_id, str(request.client), str(request.service))
    if told != asked or payload["requestDigest"] != request.digest:
        raise InconsistentAnswerError
    content = unpack_response(sealed.content)
    outcome, code = str(payload["outcome"]), payload.get("code", "")
    if payload["status"] != content.status or outcome not in _OUTCOMES:
        raise InconsistentAnswerError
    if not outcome_fits(outcome, content.status) or (code and outcome in COUNTED):
        raise InconsistentAnswerError
    return OpenedResponse(
        status=content.status, outcome=cast("Outcome", outcome), code=str(code), content=content
    )


def message_digest(token: str) -> str:
    """The name of a message: SHA-256 of the JWS signing input, base64url (see jws.Token.digest)."""
    return _digest(token[: token.rindex(".")].encode())


def peek_request_id(token: str) -> str:
    """The requestId that a JWS claims, unverified: enough to find who waits, not to believe it.

    Raises SealError when there is none.
    """
    request_id = jws.parse(token).payload.get("requestId")
    if not isinstance(request_id, str):
        raise SealError("malformed_payload", "no requestId")
    return request_id


def _digest(data: bytes) -> str:
    return b64url(hashlib.sha256(data).digest())


def _payload(token: Token, typ: str, members: Mapping[str, type]) -> Mapping[str, object]:
    if token.typ != typ:
        raise SealError("wrong_typ")
    allowed = {**members, **_OPTIONAL[typ]}
    if not members.keys() <= token.payload.keys() <= allowed.keys():
        raise SealError("malformed_payload", "not the members of its kind")
    for name, value in token.payload.items():
        if type(value) is not allowed[name]:  # a bool is no int here
            raise SealError("malformed_payload", name)
    for name, form in _FORMS.items():
        if name in token.payload and not form.fullmatch(str(token.payload[name])):
            raise SealError("malformed_payload", name)
    return token.payload


def _parties(payload: Mapping[str, object]) -> tuple[SubsystemId, ServiceId]:
    try:
        return SubsystemId.parse(str(payload["client"])), ServiceId.parse(str(payload["service"]))
    except ValueError as error:
        raise SealError("malformed_payload", "client or service") from error


def _certificate(token: Token, directory: Directory) -> Certificate:
    try:
        return directory.certificate(token.kid)
    except TrustError as error:
        raise SealError("unknown_kid") from error


def _verify(token: Token, certificate: Certificate, sealed: Sealed) -> None:
    payload = jws.verify(token, certificate.public_key)
    if not hmac.compare_digest(str(payload["contentDigest"]), _digest(sealed.content)):
        raise SealError("wrong_content", "the content has another digest")


def _check_in_force(certificate: Certificate, at_ms: int) -> None:
    # Whoever stole a key writes whatever time he likes, so a revoked one counts at no time.
    if certificate.revoked:
        raise SealError("certificate_revoked")
    if not certificate.not_before_ms <= at_ms <= certificate.not_after_ms:
        raise SealError("certificate_expired")


def _time(payload: Mapping[str, object], name: str) -> int:
    value = payload[name]
    if not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise SealError("malformed_payload", name)
    return value
