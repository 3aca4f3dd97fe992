"""Faults that a sealed request orders: obeyed where the process was started so, and nowhere else.

The gateway decides (gateway/faults/), and writes its order into the sealed headers. Whoever seals can do the
same, so an adapter that was not told to obey does as if the header were not there.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

import structlog
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.hearing import heard
from gateway.content import ResponseContent
from gateway.errors import (
    DeadlineExceededError,
    ExchangeError,
    InternalError,
    OverloadedError,
    RegistryFailedError,
)
from gateway.faults import HEADER, Fault
from gateway.jws import Signer
from gateway.message import Headers
from gateway.trace import trace_of

log: structlog.stdlib.BoundLogger = structlog.get_logger()

_KEY: Final = HEADER.lower()
_ERRORS: Final[Mapping[str, type[ExchangeError]]] = {
    "500": InternalError,
    "502": RegistryFailedError,
    "503": OverloadedError,
    "504": DeadlineExceededError,
}


class SilenceError(Exception):
    """No answer is to be given at all."""


class Seal(NamedTuple):
    """An answer that is about to be sealed: by whose key, at which time as it says, and what."""

    signer: Signer
    issued_ms: int
    content: ResponseContent


def ordered(headers: Headers) -> Fault | None:
    """The fault that the sealed headers order of an adapter or its registry; None if they order none."""
    texts = [value for name, value in headers if name.lower() == _KEY]
    try:
        fault = Fault.parse(texts[0]) if len(texts) == 1 else None
    except ValueError:
        return None
    return None if fault is None or fault.place == "gateway" else fault


def passed_on(headers: Headers, fault: Fault | None) -> Headers:
    """What an opaque service's provider gets of them: an order only if it is for registries."""
    others = tuple(pair for pair in headers if pair[0].lower() != _KEY)
    return (*others, *_for_registry(fault).items())


def sent_on(headers: Headers, fault: Fault | None) -> Mapping[str, str]:
    """What a registry gets beside its own question: the trace, and a fault that it is to have."""
    return {**trace_of(headers).headers, **_for_registry(fault)}


def _for_registry(fault: Fault | None) -> dict[str, str]:
    """The headers that order a fault of a registry; none if it is not for registries."""
    if fault is None or fault.place != "registry":
        return {}
    return {HEADER: str(fault.explicit)}


async def misbehave(fault: Fault, time_left_s: float) -> None:
    """What a fault does before the request is looked at.

    Raises the ExchangeError that the fault is, SilenceError for a hang, or DeadlineExceededError when
    the caller is gone meanwhile.
    """
    if fault.place != "adapter":
        return
    log.info("fault.obeyed", fault=fault.name)
    match fault.name:
        case "latency":
            await _wait(fault.number("seconds"), time_left_s)
        case "hang":
            await asyncio.sleep(max(0.0, min(fault.number("seconds"), time_left_s)))
            raise SilenceError
        case "error":
            raise _ERRORS[fault.word("status")]


def resealed(fault: Fault, honest: Seal, not_after_ms: int) -> Seal:
    """The answer as the fault wants it, with what became of it; `not_after_ms` is when the certificate ends."""
    honest = honest._replace(content=_telling(fault, honest.content))
    match fault.name:
        case "bad_signature":
            stranger = ec.generate_private_key(ec.SECP256R1())  # of no member
            return honest._replace(signer=Signer(key=stranger, kid=honest.signer.kid))
        case "expired_certificate":
            return honest._replace(issued_ms=not_after_ms + 1000)
        case "clock_skew":
            wrong_ms = round(fault.number("seconds") * 1000)
            return honest._replace(issued_ms=max(0, honest.issued_ms + wrong_ms))
    return honest


def _telling(fault: Fault, content: ResponseContent) -> ResponseContent:
    """With the header that says what became of the fault; an opaque service may say it itself."""
    said = str(fault) if fault.place == "adapter" else heard()
    if not said:
        return content
    others = (pair for pair in content.headers if pair[0].lower() != _KEY)
    return replace(content, headers=(*others, (HEADER, said)))


async def _wait(seconds: float, time_left_s: float) -> None:
    await asyncio.sleep(max(0.0, min(seconds, time_left_s)))
    if seconds >= time_left_s:
        raise DeadlineExceededError
