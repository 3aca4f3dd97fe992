"""What a run has to keep, as `metric<number`: p99_ms<500, errors<0.001, rate>=49.5."""

import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.errors import ConfigurationError

_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TEXT = re.compile(r"([a-z][a-z0-9_.]*)(<=|>=|<|>)([0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One bound on one metric."""

    text: str
    metric: str
    operator: str
    bound: float

    def judge(self, metrics: Mapping[str, float | None]) -> "Judgement":
        """Compare; a metric that could not be measured keeps no requirement."""
        measured = metrics[self.metric]
        met = measured is not None and _COMPARE[self.operator](measured, self.bound)
        return Judgement(text=self.text, met=met, measured=measured)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whether a requirement was met, and by how much."""

    text: str
    met: bool
    measured: float | None


def parse_requirements(texts: Sequence[str], metrics: Collection[str]) -> list[Requirement]:
    """Read requirements on known metrics; raises ConfigurationError with every fault."""
    faults, found = [], []
    for text in texts:
        match = _TEXT.fullmatch(text)
        if match is None:
            faults.append(f"{text!r} must read METRIC<NUMBER (or <=, >, >=), without spaces")
        elif match[1] not in metrics:
            faults.append(
                f"{text!r}: there is no metric {match[1]}; there are {', '.join(metrics)}"
            )
        else:
            found.append(
                Requirement(text=text, metric=match[1], operator=match[2], bound=float(match[3]))
            )
    if faults:
        raise ConfigurationError("--require", faults)
    return found
