"""What a dialect is for a check: where it is called, how callers prove themselves, how it refuses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from gateway.message import ServiceId
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.question import Call, Got, Question

Trouble = Literal[
    "wrong_secret",
    "unknown_token",
    "expired_token",
    "no_credentials",
    "no_officer",
    "skewed_timestamp",
    "no_right",
    "unknown_operation",
    "wrong_method",
    "wrong_content_type",
    "large_body",
]
Topic = Literal["answers", "accounts", "refusals", "faults"]
"""Good answers, who calls, what is said to malformed calls, and what the platform refuses."""
_WORD: Final = re.compile(r"[A-Za-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a dialect's rules are written."""

    document: str
    chapter: str


REGISTRIES: Final = Place(document="docs/registries.md", chapter="The registries' own wires")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a call is made with: an account, the token that it was granted, and the clock of its maker."""

    account: Account | None
    token: str = ""
    now_ms: int = 0


class Dialect(Protocol):
    """Pure: what it makes is sent by others."""

    @property
    def name(self) -> str: ...

    @property
    def registries(self) -> tuple[str, ...]:
        """Whose services are called in their own form, the usual first; all others canonically."""
        ...

    @property
    def places(self) -> Mapping[Topic, Place]: ...

    @property
    def wanted(self) -> Mapping[Trouble, frozenset[str]]:
        """What `told` has to give for each trouble that there can be."""
        ...

    def target(self, service: ServiceId, call: Call) -> str:
        """Path and query of a call, percent-encoded, behind the URL of the service."""
        ...

    def proof(self, by: Proven) -> Mapping[str, str]:
        """The headers that say who calls."""
        ...

    def token(self, account: Account) -> Question | None:
        """How a token is asked for; None where there are none."""
        ...

    def told(self, got: Got) -> str:
        """A refusal in short, status and code; raises BreachError for one of another form."""
        ...


def any_of(*told: str) -> frozenset[str]:
    """Short, for tables."""
    return frozenset(told)


def word(value: object) -> str:
    """A code as it came; a service may have written anything there, and that is not shown."""
    text = str(value)
    return text if _WORD.fullmatch(text) else "(no code)"
