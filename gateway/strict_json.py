"""A body read as JSON, refusing what parsers read in different ways, and never saying what stood in it."""

import math
import re
from collections.abc import Collection, Mapping
from typing import Final

import jiter

from gateway.errors import InvalidBodyError

# jiter ends its message so; what stands before may quote a key of the body.
_PLACE = re.compile(r" at (line [0-9]+ column [0-9]+)\Z")
_PHRASES: Final[Mapping[str, str]] = {
    "Detected duplicate key": "duplicate key",
    "EOF while parsing": "the body ends too early",
    "invalid unicode code point": "not UTF-8",
    "recursion limit exceeded": "nested too deeply",
    "trailing characters": "something follows the value",
    "number out of range": "a number is too large",
    "control character": "control character in a text",
}


def parse_json(body: bytes) -> object:
    """Read exactly one JSON value in UTF-8; raises InvalidBodyError.

    Refuses what parsers read in different ways: a key twice, NaN and infinities (also as 1e999),
    lone surrogates, a byte order mark, and more than 200 levels.
    """
    try:
        value: object = jiter.from_json(
            body, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="keys"
        )
    except ValueError as error:
        # The foreign text may quote the body: it goes no further, not even as a cause.
        raise InvalidBodyError(_phrase(str(error))) from None
    if not _finite(value):
        raise InvalidBodyError("a number is too large")
    return value


def _phrase(message: str) -> str:
    place = _PLACE.search(message)
    phrase = next((ours for theirs, ours in _PHRASES.items() if message.startswith(theirs)), "")
    return f"{place[1] if place else 'somewhere'}: {phrase or 'not JSON'}"


def _finite(body: object) -> bool:
    """Whether no number in it is an infinity, which is what 1e999 reads as.

    Hot: looks at the types of a whole container at once and only then at what is in it.
    """
    waiting: list[Collection[object]] = [[body]]
    while waiting:
        values = waiting.pop()
        types = set(map(type, values))
        if float in types and not all(math.isfinite(v) for v in values if isinstance(v, float)):
            return False
        if dict in types:
            waiting.extend(v.values() for v in values if v and isinstance(v, dict))
        if list in types:
            waiting.extend(v for v in values if v and isinstance(v, list))
    return True
