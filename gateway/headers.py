"""Which headers travel: X-Road's list of those that do not (PR-REST v1.0.4 §4.3), and our own."""

from typing import Final

from gateway.faults import HEADER
from gateway.message import Headers

HOP_BY_HOP: Final = frozenset(
    [
        "transfer-encoding",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "upgrade",
        "connection",
        "user-agent",
        "host",
        "content-length",
        "server",
        "expect",
    ]
)
"""Never forwarded, in either direction."""

_OURS = HOP_BY_HOP | {"x-road-request-id", "x-road-request-hash"}
_NOT_HASHED = frozenset(name.encode() for name in _OURS)
_NOT_SEALED = _OURS | {"x-road-id", "x-road-client", "x-road-service"}
_NOT_ANSWERED = _NOT_SEALED | {"x-road-error", HEADER.lower()}


def end_to_end(headers: Headers) -> Headers:
    """Those that may be forwarded, in either direction."""
    return tuple(pair for pair in headers if pair[0].lower() not in HOP_BY_HOP)


def sealed(headers: Headers) -> Headers:
    """Those of a call that go into its content, in order, duplicates kept.

    Client, service and ids stand in the payload, where the signature covers them.
    """
    return tuple(pair for pair in headers if pair[0].lower() not in _NOT_SEALED)


def is_hashed(name: bytes) -> bool:
    """Whether the request hash of a call covers its header of this name."""
    return name.lower() not in _NOT_HASHED


def answered(headers: Headers) -> Headers:
    """Those of a provider's answer that its caller gets: of several Date the first."""
    kept: list[tuple[str, str]] = []
    dated = False
    for name, value in headers:
        key = name.lower()
        if key in _NOT_ANSWERED or (dated and key == "date"):
            continue
        dated = dated or key == "date"
        kept.append((name, value))
    return tuple(kept)
