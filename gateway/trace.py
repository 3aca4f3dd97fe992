"""W3C Trace Context, level 1: which larger piece of work a call belongs to.

No part of this platform records spans. So a caller's `traceparent` goes on as it came, through the
sealed content to the registry: a span id of ours would name a span that nobody can look up. Where
none came, or a malformed one, a new trace begins here; it is not sampled, because nobody records it.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_PARENT, _STATE = "traceparent", "tracestate"
_FORM = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_SAMPLED = 1

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """`parent` is what to send on as traceparent; `state`, the tracestate, is only passed on."""

    parent: str
    state: str = ""

    @property
    def id(self) -> str:
        """The trace id: 32 hexadecimal digits, the same in every part of the work."""
        return self.parent.split("-")[1]

    @property
    def headers(self) -> Mapping[str, str]:
        """What whoever is called next has to get."""
        return {_PARENT: self.parent} | ({_STATE: self.state} if self.state else {})

    def carried(self, headers: Headers) -> Headers:
        """`headers` with this trace; untouched if they have it already."""
        if any(name.lower() == _PARENT and value == self.parent for name, value in headers):
            return headers
        others = (pair for pair in headers if pair[0].lower() not in (_PARENT, _STATE))
        return (*others, *self.headers.items())


def trace_of(headers: Iterable[tuple[str, str]]) -> Trace:
    """The trace that a message names; a new one if it names none, several, or a malformed one."""
    found: dict[str, list[str]] = {_PARENT: [], _STATE: []}
    for name, value in headers:
        if (key := name.lower()) in found:
            found[key].append(value)
    parent = _read(found[_PARENT][0]) if len(found[_PARENT]) == 1 else ""
    if not parent:
        return Trace(parent=f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00")
    return Trace(parent=parent, state=",".join(found[_STATE]))


def _read(value: str) -> str:
    """The traceparent in version 00, empty if it is malformed; later versions may only add to it."""
    match = _FORM.fullmatch(value.strip(" \t"))
    if match is None:
        return ""
    version, trace_id, span_id, flags, more = match.groups()
    if version == "ff" or not int(trace_id, 16) or not int(span_id, 16):
        return ""
    if version == "00":
        return "" if more else match[0]
    return f"00-{trace_id}-{span_id}-{int(flags, 16) & _SAMPLED:02x}"
