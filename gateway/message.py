"""The values that flow through an exchange. All are frozen; none does I/O.

Identifiers are X-Road's (PR-REST v1.0.4 §4): instance/class/code/subsystem[/service].
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, Self

from gateway.errors import Language

Headers = tuple[tuple[str, str], ...]

Outcome = Literal["ok", "not_found", "provider_error", "denied", "invalid", "timeout", "error"]
"""How an answering provider sums up its answer; see COUNTED for two of them."""

COUNTED: Final = frozenset({"ok", "not_found"})
"""Outcomes of an answering provider that make an exchange a transaction."""

EntryKind = Literal[
    "request", "response", "failure", "late", "refusal", "event", "hop", "network", "summary"
]

MAX_LEAF_BYTES = 65_535
"""An entry's exact bytes fit a C2SP tlog-tiles bundle, whose lengths are 16 bits wide."""

# PR-REST v1.0.4 §4.8 names the characters of an identifier.
PART: Final = r"[A-Za-z0-9'()+,\-.=?]{1,64}"
_SUBSYSTEM = re.compile(rf"({PART})/({PART})/({PART})/({PART})")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SubsystemId:
    """Who calls or who answers, for example VN/GOV/H29/motcua."""

    instance: str
    member_class: str
    member_code: str
    subsystem: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `instance/class/code/subsystem`; raises ValueError on anything else."""
        match = _SUBSYSTEM.fullmatch(text)
        if match is None:
            raise ValueError("not instance/class/code/subsystem")
        instance, member_class, member_code, subsystem = match.groups()
        return cls(
            instance=instance,
            member_class=member_class,
            member_code=member_code,
            subsystem=subsystem,
        )

    @property
    def member(self) -> str:
        """The member that owns the subsystem and holds its key: instance/class/code."""
        return f"{self.instance}/{self.member_class}/{self.member_code}"

    def __str__(self) -> str:
        return f"{self.member}/{self.subsystem}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ServiceId:
    """What is called, for example VN/GOV/G01/dancu/TraCuuThongTinCongDan."""

    provider: SubsystemId
    code: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `instance/class/code/subsystem/service`; raises ValueError on anything else."""
        provider, _, code = text.rpartition("/")
        if not re.fullmatch(PART, code):
            raise ValueError("not instance/class/code/subsystem/service")
        return cls(provider=SubsystemId.parse(provider), code=code)

    def __str__(self) -> str:
        return f"{self.provider}/{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call as an edge understood it, whatever the dialect it came in."""

    client: SubsystemId
    service: ServiceId
    message_id: str  # X-Road-Id: the caller's own, may repeat
    request_id: str  # made once by this node: the exchange id
    method: str
    path: str  # what follows the service code, raw, with its leading slash, or empty
    query: str
    headers: Headers
    body: bytes
    user: str | None  # X-Road-UserId
    issue: str | None  # X-Road-Issue
    received_ms: int
    wait_s: float  # how long the caller waits
    language: Language
    fault: str = ""  # the name of a fault on demand that is on for it (gateway/faults/)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The provider's answer as the caller may have it: checked and logged."""

    status: int
    headers: Headers
    body: bytes
    native: bytes
    outcome: Outcome
    code: str  # a failure's code, empty for a good answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A signature over a digest (`jws`) and the bytes that have this digest (`content`)."""

    jws: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.jws) + len(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log, as it is hashed and stored; the log itself gives it a sequence number.

    `facts` is a JSON object with what the node measured and nobody signed: times and sizes.
    `document` is not hashed: it is kept beside the entry that names its digest.
    """

    kind: EntryKind
    time_ms: int
    jws: str
    facts: str
    document: str | None = None  # of a `network` entry, and of no other


def outcome_fits(outcome: str, status: int) -> bool:
    """Whether a sealed answer may say both: `not_found` goes with 2xx, `ok` and no other with 3xx too."""
    if outcome == "not_found":
        return 200 <= status < 300
    return (outcome == "ok") == (200 <= status < 400)


def preferred_language(accept: str) -> Language:
    """Vietnamese if Accept-Language puts it before English; English otherwise (RFC 9110 §12.5.4)."""
    weights = {"vi": 0.0, "en": 0.0}
    for part in accept.lower().split(","):
        tag, _, parameter = part.partition(";")
        name = tag.strip().split("-")[0]
        if name in weights:
            weights[name] = max(weights[name], _weight(parameter.strip()))
    return "vi" if weights["vi"] > weights["en"] else "en"


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    try:
        return min(max(float(parameter.removeprefix("q=")), 0.0), 1.0)
    except ValueError:
        return 0.0
