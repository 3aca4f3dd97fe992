"""What a native operation is: a table of its parameters, and how its registry refuses."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from gateway.errors import InvalidBodyError, SchemaViolationError
from gateway.strict_json import parse_json

Given = Mapping[str, str]
"""The parameters of one call by their native names; what is empty or null is not there."""

_MOST_PARAMETERS: Final = 20
_POINTER = re.compile(r"/([A-Za-z]+)")


class MalformedError(Exception):
    """A parameter is not of its form; the text says which form that is, never what was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter, what it is called in the canonical body, and how it is read.

    `read` gets the text and all that was given, and raises MalformedError; None is left out of the body.
    """

    native: str
    canonical: str
    read: Callable[[str, Given], object]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of a registry, and the service that stands for it."""

    registry: str  # as `registry` of a provider in the network document: dkdn, bhxh, datdai
    service: str  # the service's code, for example chiTietDoanhNghiep
    method: str  # GET with a query, or POST with JSON
    path: str  # the registry's own, for example /apiCSDLDKDN/1.0/chiTietDoanhNghiep
    parameters: tuple[Parameter, ...]
    refusal: Callable[[str], object]  # the JSON body that refuses a call, from a message
    refusal_status: int = 200  # HTTP status of that
    media_type: str = "application/json; charset=utf-8"  # of its answers
    missing_status: int = 200  # HTTP status of an answer that nothing was found

    def read(self, query: str, body: bytes) -> bytes:
        """Read a call as the canonical body, whose values the service's schema still has to check.

        As at the registry, parameters that it does not know count for nothing. Raises InvalidBodyError,
        and SchemaViolationError with the native name of a parameter that is missing or malformed.
        """
        known = frozenset(parameter.native for parameter in self.parameters)
        given = _of_query(query, known) if self.method == "GET" else _of_json(body, known)
        read = {one.canonical: _value(one, given) for one in self.parameters}
        found = {name: value for name, value in read.items() if value is not None}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()

    def refuse(self, message: str) -> tuple[int, bytes]:
        """Refuse a malformed request as the registry does: HTTP status and body.

        Where the message points at fields of the canonical body, the caller reads the parameters.
        """
        names = {one.canonical: one.native for one in self.parameters}
        native = _POINTER.sub(lambda found: names.get(found[1], found[0]), message)
        body = json.dumps(self.refusal(native), ensure_ascii=False, separators=(",", ":"))
        return self.refusal_status, body.encode()


def _value(parameter: Parameter, given: Given) -> object:
    text = given.get(parameter.native)
    if text is None:
        if parameter.required:
            raise SchemaViolationError(f"{parameter.native}: required")
        return None
    try:
        return parameter.read(text, given)
    except MalformedError as error:
        raise SchemaViolationError(f"{parameter.native}: {error}") from None


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The parameters of a raw query in their order; raises SchemaViolationError."""
    try:
        return parse_qsl(
            query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="strict"
        )
    except ValueError:
        raise SchemaViolationError(
            f"(the query): not UTF-8, or more than {_MOST_PARAMETERS} parameters"
        ) from None


def _of_query(query: str, known: frozenset[str]) -> Given:
    given: dict[str, str] = {}
    for name, text in pairs_of(query):
        if name in given:
            raise SchemaViolationError(f"{name}: given twice")
        if name in known:
            given[name] = text
    return {name: text for name, text in given.items() if text}


def _of_json(body: bytes, known: frozenset[str]) -> Given:
    record = parse_json(body)
    if not isinstance(record, dict):
        raise InvalidBodyError("not an object")
    given: dict[str, str] = {}
    for name in known & record.keys():
        text = record[name]
        if text is not None and not isinstance(text, str):
            raise SchemaViolationError(f"{name}: not a text")
        if text:
            given[name] = text
    return given
