"""Which faults are on, and which call gets one; one value for each gateway."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from gateway.faults.fault import Fault
from gateway.faults.rule import SEED, Asked, Rule, chances

MAX_RULES: Final = 100


@dataclass(slots=True)
class _On:
    """A rule that is on: since when, on a clock that never goes back, and what it did."""

    rule: Rule
    since_s: float
    met: int = 0  # calls that it is for, while it was time
    hits: int = 0
    # What it has a registry remember is its own: switched on anew it knows nothing of before.
    memory: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def is_spent(self) -> bool:
        return self.rule.limit is not None and self.hits >= self.rule.limit

    def meet(self, asked: Asked, now_s: float) -> Fault | None:
        if self.is_spent or not self.rule.is_for(asked):
            return None
        if not self.rule.is_time(now_s - self.since_s):
            return None
        fault = self.rule.draw(self.met)
        self.met += 1
        if fault is None:
            return None
        self.hits += 1
        return fault.remembering(self.memory)


class Faults:
    """The rules of one gateway, in the order in which they were switched on; at first there is none.

    `monotonic` gives seconds that never go back. Nothing here waits, and all of it may be called by any
    thread.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._on: dict[str, _On] = {}
        self._made = 0
        self._asked = 0

    @property
    def quiet(self) -> bool:
        """Whether no rule is on."""
        return not self._on

    def add(self, rule: Rule) -> str:
        """Switch a rule on; gives its id. Raises ValueError when there are too many."""
        if len(self._on) >= MAX_RULES:
            raise ValueError(f"at most {MAX_RULES} rules are on at a time: switch one off")
        self._made += 1
        self._on[str(self._made)] = _On(rule=rule, since_s=self._monotonic())
        return str(self._made)

    def remove(self, rule_id: str) -> bool:
        """Switch it off; says whether it was on."""
        return self._on.pop(rule_id, None) is not None

    def clear(self) -> int:
        """Switch all off; says how many there were."""
        were = len(self._on)
        self._on.clear()
        return were

    @contextmanager
    def during(self, rule: Rule) -> Iterator[str]:
        """Switch a rule on for the length of a block."""
        rule_id = self.add(rule)
        try:
            yield rule_id
        finally:
            self.remove(rule_id)

    def choose(self, asked: Asked) -> Fault | None:
        """The fault of a call: of the rules, in their order, the first that hits it."""
        now_s = self._monotonic()
        for each in list(self._on.values()):
            fault = each.meet(asked, now_s)
            if fault is not None:
                return fault
        return None

    def for_once(self, fault: Fault) -> Fault:
        """A fault that a call asks for itself, with what is left to chance decided."""
        self._asked += 1
        return fault.drawn(chances(f"{SEED}\n{self._asked}")[1])

    def listed(self) -> list[dict[str, object]]:
        """What is on, and what it did: `calls` that it met, and how many of them it hit."""
        now_s = self._monotonic()
        return [
            {
                "id": rule_id,
                **each.rule.json(),
                "on_since_s": round(now_s - each.since_s, 3),
                "calls": each.met,
                "hits": each.hits,
            }
            for rule_id, each in list(self._on.items())
        ]
