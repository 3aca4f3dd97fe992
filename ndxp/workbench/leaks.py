"""Whether a refusal repeats what was sent: identity numbers of callers end up in logs by way of messages."""

import json
from collections.abc import Iterator
from typing import Final

from ndxp.workbench.bench import Bench

LONG_ENOUGH: Final = 6  # characters of a value that is no word of a message by chance
LARGEST: Final = (
    1 << 16
)  # bytes of a body whose values are remembered, and of a refusal that is read
MOST: Final = 10_000  # values


class Leaks:
    """Remembers the values of every body that any case sent, and looks for them in every refusal."""

    def __init__(self, bench: Bench) -> None:
        # Words of the schemas, those of an enum for example, may stand in a message.
        schemas = (bench.catalogue.schemas(service) for service in bench.bodies)
        self._words = json.dumps(
            [{**schema, "examples": []} for pair in schemas for schema in pair], ensure_ascii=False
        )
        self._values: set[str] = set()
        self._last = b""
        self.found = ""  # the first refusal with a value, in the words of the protocol
        self.refusals = 0  # that were looked at

    def sent(self, body: bytes) -> None:
        """Remember the values of a body; what is not JSON has none."""
        if body == self._last or len(body) > LARGEST or len(self._values) >= MOST:
            return
        self._last = body
        try:
            values = set(_values(json.loads(body)))
        except (ValueError, RecursionError):
            return
        self._values |= {value for value in values if value not in self._words}

    def refused(self, told: str, body: bytes, request_id: object) -> None:
        """Look at the body of a refusal, which `told` sums up; a request id is nobody's value."""
        self.refusals += 1
        text = body[:LARGEST].decode(errors="replace").replace(str(request_id), "")
        if not self.found and any(value in text for value in self._values):
            self.found = told


def _values(body: object) -> Iterator[str]:
    match body:
        case dict():
            yield from (value for inner in body.values() for value in _values(inner))
        case list():
            yield from (value for inner in body for value in _values(inner))
        case bool():
            return
        case str() | int() if len(str(body)) >= LONG_ENOUGH:
            yield str(body)
