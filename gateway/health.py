"""How each service did in the last ten minutes (PR-OPMON v1.7: getSecurityServerHealthData).

In memory only. What is kept for a service is bounded: sums in slices of ten seconds, never calls.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PERIOD_S = 600
SLICE_S = 10
MEASURES = (("request", "Duration"), ("request", "Size"), ("response", "Size"))


class Sums:
    """One measure of some calls: enough for its mean, its extremes and its deviation."""

    __slots__ = ("count", "greatest", "least", "squares", "total")

    def __init__(self) -> None:
        self.count = self.total = self.squares = self.greatest = 0
        self.least: int | None = None

    def add(self, value: int) -> None:
        self.count += 1
        self.total += value
        self.squares += value * value
        self.greatest = max(self.greatest, value)
        self.least = value if self.least is None else min(self.least, value)

    def merge(self, other: "Sums") -> None:
        self.count += other.count
        self.total += other.total
        self.squares += other.squares
        self.greatest = max(self.greatest, other.greatest)
        if other.least is not None:
            self.least = other.least if self.least is None else min(self.least, other.least)

    @property
    def mean(self) -> float:
        return self.total / self.count

    @property
    def deviation(self) -> float:
        """The standard deviation of the population; integers all the way, so never of a negative."""
        return math.sqrt(self.count * self.squares - self.total**2) / self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One call of a known service that is over; sizes are those of the bodies."""

    now_ms: int
    succeeded: bool
    duration_ms: int
    request_bytes: int
    response_bytes: int


class _Slice:
    __slots__ = ("failed", "number", "sums")

    def __init__(self, number: int) -> None:
        self.number = number
        self.failed = 0
        self.sums = tuple(Sums() for _ in MEASURES)


class _Service:
    def __init__(self) -> None:
        self.last_ms: dict[bool, int] = {}  # by whether it succeeded
        self._slices: deque[_Slice] = deque(maxlen=PERIOD_S // SLICE_S)

    def record(self, ended: Ended) -> None:
        self.last_ms[ended.succeeded] = ended.now_ms
        number = _slice_number(ended.now_ms)
        if not self._slices or self._slices[-1].number < number:
            self._slices.append(_Slice(number))
        newest = self._slices[-1]
        if not ended.succeeded:
            newest.failed += 1
            return
        measured = (ended.duration_ms, ended.request_bytes, ended.response_bytes)
        for sums, value in zip(newest.sums, measured, strict=True):
            sums.add(value)

    def lately(self, now_ms: int) -> tuple[int, Sequence[Sums]]:
        """How many failed in the period, and the sums of those that succeeded."""
        oldest = _slice_number(now_ms) - PERIOD_S // SLICE_S
        failed, sums = 0, tuple(Sums() for _ in MEASURES)
        for each in self._slices:
            if each.number > oldest:
                failed += each.failed
                for whole, part in zip(sums, each.sums, strict=True):
                    whole.merge(part)
        return failed, sums


class Health:
    """What the calls of a node's services came to; `record` each one as it ends."""

    def __init__(self, now_ms: int) -> None:
        self._started_ms = now_ms
        self._services: dict[str, _Service] = {}

    def record(self, service: str, ended: Ended) -> None:
        """`service` has to stand in the network document: whatever is recorded is kept."""
        self._services.setdefault(service, _Service()).record(ended)

    def report(self, now_ms: int, type_of: Callable[[str], str | None]) -> dict[str, object]:
        """In the words of PR-OPMON v1.7; times in ms since 1970, durations in ms, sizes in bytes."""
        return {
            "monitoringStartupTimestamp": self._started_ms,
            "statisticsPeriodSeconds": PERIOD_S,
            "servicesEvents": [
                _event(name, type_of(name), service, now_ms)
                for name, service in sorted(self._services.items())
            ],
        }


def _event(name: str, kind: str | None, service: _Service, now_ms: int) -> dict[str, object]:
    event: dict[str, object] = {"service": name}
    if kind is not None:
        event["serviceType"] = kind
    return {**event, **_last(service), "lastPeriodStatistics": _period(service, now_ms)}


def _slice_number(now_ms: int) -> int:
    return now_ms // (SLICE_S * 1000)


def _last(service: _Service) -> dict[str, int]:
    names = {True: "lastSuccessfulRequestTimestamp", False: "lastUnsuccessfulRequestTimestamp"}
    return {names[succeeded]: at_ms for succeeded, at_ms in service.last_ms.items()}


def _period(service: _Service, now_ms: int) -> dict[str, float]:
    failed, measures = service.lately(now_ms)
    report: dict[str, float] = {
        "successfulRequestCount": measures[0].count,
        "unsuccessfulRequestCount": failed,
    }
    for (side, what), sums in zip(MEASURES, measures, strict=True):
        if sums.least is not None:
            report[f"{side}Min{what}"] = sums.least
            report[f"{side}Average{what}"] = round(sums.mean, 3)
            report[f"{side}Max{what}"] = sums.greatest
            report[f"{side}{what}StdDev"] = round(sums.deviation, 3)
    return report
