"""Whether an answer is what the rule wants; BreachError says what came instead."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gateway.errors import (
    ExchangeError,
    InvalidAnswerError,
    InvalidBodyError,
    RegistryRefusedError,
    SchemaViolationError,
)
from gateway.message import ServiceId, outcome_fits
from gateway.signature import CLOCK_SKEW_MS, SealedRequest
from ndxp.workbench.bench import Bench
from ndxp.workbench.heard import Heard
from ndxp.workbench.verdict import BreachError, Rule, Text

PLACE: Final = "server.serverproxy"
_PAIRED: Final = ("id", "requestId", "client", "service", "requestDigest")
_OTHERS: Final = ("issuedAt", "contentDigest", "status", "outcome")
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


def rule(chapter: str, en: str, vi: str) -> Rule:
    """Short, for tables."""
    return Rule(chapter=chapter, text=Text(en=en, vi=vi))


def our_rule(en: str, vi: str) -> Rule:
    """What no protocol can say: a bound of our own."""
    return Rule(chapter="The cases", text=Text(en=en, vi=vi), document="docs/adapter-check.md")


def both(en: str, vi: str) -> Text:
    """Short, for tables."""
    return Text(en=en, vi=vi)


def check_good(bench: Bench, service: ServiceId, heard: Heard, outcome: str = "ok") -> None:
    """Raise unless it is a 200 with this outcome, as the schema of the service says."""
    if heard.told != (200, outcome, None):
        raise BreachError(f"{service.code}: {heard} instead of 200 {outcome}")
    check_schema(bench, service, heard)


def check_schema(bench: Bench, service: ServiceId, heard: Heard) -> None:
    """Raise unless the body is as the schema of the service says."""
    try:
        bench.catalogue.check_response(service, heard.body)
    except InvalidAnswerError as error:
        raise BreachError(
            f"{service.code}: {heard}, but not as its schema says: {error.where}"
        ) from None


def check_taken(bench: Bench, service: ServiceId, heard: Heard) -> None:
    """Raise unless a valid request was worked on: found or not, or refused by the registry itself."""
    if heard.told == _told(RegistryRefusedError):
        return
    if heard.told not in {(200, "ok", None), (200, "not_found", None)}:
        raise BreachError(f"{service.code}: {heard} instead of 200 ok or not_found")
    check_schema(bench, service, heard)


def check_ok(heard: Heard) -> None:
    """Raise unless it is a good answer; the schema is not looked at."""
    if heard.told != (200, "ok", None):
        raise BreachError(f"{heard} instead of 200 ok")


def refused(heard: Heard, wanted: type[ExchangeError]) -> str:
    """What came, if it is this refusal."""
    if heard.told != _told(wanted):
        status, outcome, code = _told(wanted)
        raise BreachError(f"{heard} instead of {status} {outcome} {code}")
    return str(heard)


def refused_at(heard: Heard, pointer: str) -> None:
    """Raise unless the schema's refusal names the place."""
    got = refused(heard, SchemaViolationError)
    if pointer not in heard.message:
        raise BreachError(f"{got}, but its message does not name {pointer}")


def refused_as_no_json(heard: Heard) -> None:
    """Raise unless the body was refused before any schema."""
    refused(heard, InvalidBodyError)


def unpaired(request: SealedRequest, heard: Heard) -> Iterator[str]:
    """The members of a payload that do not answer this request."""
    asked: Mapping[str, str] = {
        "id": request.message_id,
        "requestId": request.request_id,
        "client": str(request.client),
        "service": str(request.service),
        "requestDigest": request.digest,
    }
    return (name for name, value in asked.items() if heard.payload.get(name) != value)


def malformed(request: SealedRequest, heard: Heard, now_ms: int) -> Iterator[str]:
    """What is wrong with the payload of an answer by itself, §4; what `unpaired` tells it leaves out."""
    payload: Mapping[str, Any] = heard.payload
    yield from (f"no {name}" for name in _OTHERS if name not in payload)
    if payload.keys() - {*_PAIRED, *_OTHERS, "code"}:
        yield "a member that the protocol does not have"
    issued = payload.get("issuedAt")
    if type(issued) is not int or not (
        request.issued_ms - CLOCK_SKEW_MS <= issued <= now_ms + CLOCK_SKEW_MS
    ):
        yield "issuedAt is not between question and answer, in milliseconds"
    outcome, code = str(payload.get("outcome")), payload.get("code")
    if not outcome_fits(outcome, heard.content.status):
        yield "outcome does not go with status"
    if (code is None) != (outcome in ("ok", "not_found")):
        yield "a good answer has no code, and every other has one"
    elif code is not None and not _CODE.fullmatch(str(code)):
        yield "code is no lower-case word"


def _told(error: type[ExchangeError]) -> tuple[int, str, str]:
    return error.status, error.outcome, error.code
