"""When a fault happens: for which calls, in which share of them, at which times, how often.

    {"fault": "latency;seconds=2", "service": "dancu/*", "share": 0.2, "from_s": 10, "for_s": 5, "every_s": 60}

Chance follows from the seed, the rule and how many calls it met before: the same calls get the same faults.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple, Self

from gateway.faults.fault import Fault

SEED: Final = 7
_LONGEST_PATTERN = 200
_LONGEST_TIME_S = 366 * 86_400
_MOST = 2**53


class Asked(NamedTuple):
    """Whose call it is and of what; `registry` is the registry behind the provider that ships with us."""

    service: str
    client: str
    registry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Times are seconds since the rule was switched on: from `from_s` on, for `for_s`, anew `every_s`."""

    fault: Fault
    service: str = "*"  # a pattern of it, or of some of its parts: dancu, dancu/TraCuu*
    client: str = "*"
    share: float = 1.0  # of the calls that it is for
    seed: int = SEED
    from_s: float = 0.0
    for_s: float | None = None
    every_s: float | None = None
    limit: int | None = None  # how often at most

    @classmethod
    def read(cls, given: object) -> Self:
        """Read a JSON object; raises ValueError with a sentence that names the member."""
        members = [each.name for each in fields(cls)]
        if not isinstance(given, dict) or given.keys() - set(members):
            raise ValueError(f"a rule is a JSON object with {', '.join(members)}")
        told = {name: value for name, value in given.items() if value is not None}
        _check(told)
        return cls(**(told | {"fault": _fault(told)}))

    def json(self) -> dict[str, object]:
        """As `read` takes it."""
        return {**asdict(self), "fault": str(self.fault)}

    def is_for(self, asked: Asked) -> bool:
        registries = self.fault.kind.registries
        return (
            (not registries or asked.registry in registries)
            and fits(self.service, asked.service)
            and fits(self.client, asked.client)
        )

    def is_time(self, elapsed_s: float) -> bool:
        passed_s = elapsed_s - self.from_s
        if self.every_s is not None:
            passed_s = passed_s % self.every_s if passed_s >= 0 else passed_s
        return passed_s >= 0 and (self.for_s is None or passed_s < self.for_s)

    def draw(self, met: int) -> Fault | None:
        """What comes of the call that is met after `met` others: the fault, or luck."""
        key = f"{self.seed}\n{self.fault}\n{self.service}\n{self.client}\n{met}"
        luck, chance = chances(key)
        return self.fault.drawn(chance) if luck < self.share else None


def chances(key: str) -> tuple[float, float]:
    """Two numbers from 0 to 1, without 1, that depend on nothing but the key."""
    digest = hashlib.blake2b(key.encode(), digest_size=16).digest()
    first, second = (int.from_bytes(half) >> 11 for half in (digest[:8], digest[8:]))
    return first / _MOST, second / _MOST


def fits(pattern: str, name: str) -> bool:
    """Whether a pattern is for a name, or for some of its parts."""
    parts = (pattern, f"*/{pattern}", f"{pattern}/*", f"*/{pattern}/*")
    return any(fnmatchcase(name, each) for each in parts)


def _fault(told: Mapping[str, Any]) -> Fault:
    match told.get("fault"):
        case str(text):
            return Fault.parse(text)
        case _:
            raise ValueError("fault: missing, or no text")


def _check(told: Mapping[str, Any]) -> None:
    for name in ("service", "client"):
        pattern = told.get(name, "*")
        if not isinstance(pattern, str) or not 0 < len(pattern) <= _LONGEST_PATTERN:
            raise ValueError(f"{name}: is a pattern of at most {_LONGEST_PATTERN} characters")
    if not _is_number(told.get("share", 1.0), 0, 1) or not told.get("share", 1.0):
        raise ValueError("share: is a number above 0, at most 1")
    for name, least in (("from_s", 0.0), ("for_s", 0.001), ("every_s", 0.001)):
        if not _is_number(told.get(name, least), least, _LONGEST_TIME_S):
            raise ValueError(f"{name}: is a number of seconds from {least:g} to {_LONGEST_TIME_S}")
    for name, least in (("seed", 0), ("limit", 1)):
        if type(told.get(name, least)) is not int or not least <= told.get(name, least) <= _MOST:
            raise ValueError(f"{name}: is a whole number from {least} on")
    if "every_s" in told and not told.get("for_s", told["every_s"]) < told["every_s"]:
        raise ValueError("every_s: needs for_s, which is shorter")


def _is_number(value: object, least: float, most: float) -> bool:
    return type(value) in (int, float) and least <= value <= most  # type: ignore[operator]  # it is a number now
