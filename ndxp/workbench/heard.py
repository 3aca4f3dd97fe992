"""An answer as far as its seal goes, and how it reads in a verdict: without values."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway import jws
from gateway.bus.rabbit.probe import Arrived
from gateway.content import ResponseContent, unpack_response
from gateway.errors import SealError, TrustError
from gateway.jws import b64url
from gateway.message import Sealed
from gateway.signature import RESPONSE_TYP
from gateway.strict_json import parse_json
from ndxp.workbench.bench import Bench

_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer that the provider's member sealed; whether it answers the request is another question."""

    payload: Mapping[str, object]
    sealed: Sealed
    content: ResponseContent
    body: object
    after_s: float
    content_type: str
    pointers: Sequence[str] = ()  # that a refusal names

    @property
    def told(self) -> tuple[int, object, object]:
        """Status, outcome and code."""
        return self.content.status, self.payload.get("outcome"), self.payload.get("code")

    @property
    def message(self) -> str:
        """The sentence of a problem document; empty where there is none."""
        message = self.body.get("message") if isinstance(self.body, dict) else None
        return message if isinstance(message, str) else ""

    def __str__(self) -> str:
        status, outcome, code = self.told
        where = f" at {', '.join(self.pointers)}" if self.pointers else ""
        return f"{status} {_word(outcome)}" + (f" {_word(code)}" if code else "") + where


def read_answer(answer: Arrived, bench: Bench) -> Heard:
    """Open an answer as far as its seal goes; raises SealError, InvalidBodyError.

    Unlike gateway.signature.open_response it does not demand that the answer names the request: which
    of the two is wrong is what the integrator wants to know.
    """
    sealed = answer.sealed
    token = jws.parse(sealed.jws)
    if token.typ != RESPONSE_TYP:
        raise SealError("wrong_typ")
    try:
        certificate = bench.directory.certificate(token.kid)
    except TrustError as error:
        raise SealError("unknown_kid") from error
    if certificate.owner != bench.provider.member:
        raise SealError("wrong_signer", "the kid does not belong to the provider")
    if certificate.revoked:
        raise SealError("certificate_revoked")
    if not certificate.not_before_ms <= bench.clock.now_ms() < certificate.not_after_ms:
        raise SealError("certificate_expired", "or not in force yet")
    payload = jws.verify(token, certificate.public_key)
    if payload.get("contentDigest") != b64url(hashlib.sha256(sealed.content).digest()):
        raise SealError("wrong_content", "the content has another digest")
    content = unpack_response(sealed.content)
    if payload.get("status") != content.status:
        raise SealError("malformed_payload", "another status than in the content")
    return Heard(
        payload=payload,
        sealed=sealed,
        content=content,
        body=parse_json(content.body),
        after_s=answer.after_s,
        content_type=answer.content_type,
    )


def _word(value: object) -> str:
    """A word of the protocol; an adapter may have written anything there, and it is not shown."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "(no word)"
