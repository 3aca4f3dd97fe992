"""What the payload and the facts of each kind of entry must hold.

Reading checks names, types and ranges, never signatures: the exchange verified them before it
wrote, and an auditor verifies them again. Members that are not named here are let through.
"""

import binascii
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, NotRequired, TypedDict, cast, get_args

import jiter

from gateway.errors import LedgerError
from gateway.message import Outcome

TYPS: Final = {
    "request": "ndxp-request+jws",
    "response": "ndxp-response+jws",
    "late": "ndxp-response+jws",
    "failure": "ndxp-failure+jws",
    "refusal": "ndxp-refusal+jws",
    "summary": "ndxp-summary+jws",
    "network": "ndxp-network-record+jws",
}
"""The kinds that a log may hold today and the `typ` of what is signed in them."""

_FROM_URLSAFE = bytes.maketrans(b"-_", b"+/")
_MAX_INT = 2**53  # JSON numbers beyond lose digits in other readers


class RequestPayload(TypedDict):
    """Sealed by the client's member."""

    id: str
    requestId: str
    client: str
    service: str
    issuedAt: int
    expiresAt: int
    contentDigest: str
    userRef: NotRequired[str]
    caseRef: NotRequired[str]
    subjectRef: NotRequired[str]


class AnswerPayload(TypedDict):
    """Sealed by the provider's member."""

    id: str
    requestId: str
    client: str
    service: str
    issuedAt: int
    contentDigest: str
    requestDigest: str
    status: int
    outcome: str
    code: NotRequired[str]


class FailurePayload(TypedDict):
    """Signed by the node: a request that got no usable answer, or a call that it refused."""

    id: str
    requestId: str
    client: str
    service: str
    code: str
    status: int
    outcome: str
    time: int
    userRef: NotRequired[str]
    caseRef: NotRequired[str]


class NetworkPayload(TypedDict):
    """Signed by the node: which network document counts from here on."""

    version: int
    documentDigest: str
    time: int


class Facts(TypedDict, total=False):
    """What the node measured: milliseconds since 1970, bytes, the matched right's pattern, a node before it.

    `fault` is the name of a fault on demand that was on for the call (gateway/faults/).
    """

    inTs: int
    outTs: int
    size: int
    restMethod: str
    restPath: str
    via: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    required: Callable[[dict[str, Any]], tuple[object, ...]]  # their values, or KeyError
    types: tuple[type, ...]
    numbers: tuple[str, ...]
    optional: tuple[tuple[str, type], ...]
    answers: bool  # has status and outcome


def _shape(required: dict[str, type], **optional: type) -> _Shape:
    names = tuple(required)
    return _Shape(
        # One call into C for all: this runs twice for each entry that is written.
        required=itemgetter(*names)
        if len(names) > 1
        else lambda value: tuple(map(value.__getitem__, names)),
        types=tuple(required.values()),
        numbers=tuple(name for name, wanted in required.items() if wanted is int),
        optional=tuple(optional.items()),
        answers="outcome" in required,
    )


_PARTIES: dict[str, type] = {"id": str, "requestId": str, "client": str, "service": str}
_ANSWER = _shape(
    {
        **_PARTIES,
        "issuedAt": int,
        "contentDigest": str,
        "requestDigest": str,
        "status": int,
        "outcome": str,
    },
    code=str,
)
_FAILURE = {**_PARTIES, "code": str, "status": int, "outcome": str, "time": int}
_PAYLOADS = {
    "request": _shape(
        {**_PARTIES, "issuedAt": int, "expiresAt": int, "contentDigest": str},
        userRef=str,
        caseRef=str,
        subjectRef=str,
    ),
    "response": _ANSWER,
    "late": _ANSWER,
    "failure": _shape(_FAILURE),
    "refusal": _shape(_FAILURE, userRef=str, caseRef=str),
    "summary": _shape({"from": int, "to": int, "counts": dict}),
    "network": _shape({"version": int, "documentDigest": str, "time": int}),
}
_FACTS = {
    "request": _shape(
        {"inTs": int, "size": int, "restMethod": str, "restPath": str}, via=str, fault=str
    ),
    "response": _shape({"outTs": int, "inTs": int, "size": int}),
    "late": _shape({}, outTs=int, inTs=int, size=int),
    "failure": _shape({}, outTs=int, inTs=int),
    "refusal": _shape({"inTs": int}, fault=str),
    "summary": _shape({}),
    "network": _shape({}),
}
_OUTCOMES = frozenset(get_args(Outcome)) | {"unavailable", "bad_signature"}


def read_payload(kind: str, jws: str) -> dict[str, Any]:
    """The payload of an entry's JWS; raises LedgerError unless it has the shape of its kind."""
    shape = _PAYLOADS.get(kind)
    if shape is None:
        msg = "the kind is unknown"
        raise LedgerError(msg)
    try:
        _, part, _ = jws.split(".")
        text = binascii.a2b_base64(part.encode().translate(_FROM_URLSAFE) + b"==")
        payload = jiter.from_json(
            text, catch_duplicate_keys=True, allow_inf_nan=False, cache_mode="keys"
        )
    except ValueError as error:
        msg = "the jws is not a compact JWS over JSON"
        raise LedgerError(msg) from error
    return _checked(shape, payload, "payload")


def read_facts(kind: str, facts: str) -> Facts:
    """The facts of an entry; raises LedgerError unless they have the shape of their kind."""
    try:
        value = jiter.from_json(
            facts.encode(), catch_duplicate_keys=True, allow_inf_nan=False, cache_mode="keys"
        )
    except ValueError as error:
        msg = "the facts are not JSON"
        raise LedgerError(msg) from error
    return cast("Facts", _checked(_FACTS[kind], value, "facts"))


def _checked(shape: _Shape, value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        msg = f"the {what} is not a JSON object"
        raise LedgerError(msg)
    try:
        good = tuple(map(type, shape.required(value))) == shape.types
    except KeyError:
        good = False
    if not good:
        msg = f"a member of the {what} is missing or has the wrong type"
        raise LedgerError(msg)
    for name in shape.numbers:
        if not 0 <= value[name] <= _MAX_INT:
            msg = f"{name} of the {what} is out of range"
            raise LedgerError(msg)
    for name, wanted in shape.optional:
        if name in value and not _fits(value[name], wanted):
            msg = f"{name} of the {what} has the wrong type"
            raise LedgerError(msg)
    if shape.answers and not (value["outcome"] in _OUTCOMES and 100 <= value["status"] <= 599):
        msg = f"status or outcome of the {what} is unknown"
        raise LedgerError(msg)
    return value


def _fits(member: object, wanted: type) -> bool:
    if wanted is int:
        return type(member) is int and 0 <= member <= _MAX_INT
    return type(member) is wanted
