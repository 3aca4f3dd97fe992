"""A run in numbers, and whether it kept what was required."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ndxp.load.recording import LATE_S, PERCENTILES, Distribution, Recording, distribution_ms
from ndxp.load.requirements import Judgement, Requirement

_ENOUGH: Final = 0.95  # of the rate that was asked for

METRICS: Final = (
    *(f"{name}_ms" for name in (*PERCENTILES, "mean")),
    *(f"service_{name}_ms" for name in (*PERCENTILES, "mean")),
    *(f"lag_{name}_ms" for name in ("p50", "p99", "max")),
    *("errors", "found", "rate", "dropped", "late"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did. Latencies are of calls that were sent, good or not; dropped ones have none."""

    target: str
    rate: float
    duration_s: float
    recording: Recording
    latency_ms: Distribution
    service_time_ms: Distribution
    lag_ms: Distribution
    requirements: Sequence[Judgement]

    @property
    def rate_achieved(self) -> float:
        """Answers a second, from the first intended start to the last answer."""
        return self.recording.answered / self.recording.elapsed_s

    @property
    def errors(self) -> float:
        """The share of planned calls that did not end in a 2xx answer."""
        recording = self.recording
        return (recording.planned - recording.good) / recording.planned

    @property
    def found(self) -> float | None:
        """The share of good answers that hold a record."""
        recording = self.recording
        return recording.found / recording.good if recording.good else None

    @property
    def bottleneck(self) -> str | None:
        """Who kept the rate from being reached: the generator itself, or its target."""
        lag = self.lag_ms["p99"]
        if lag is not None and lag > LATE_S * 1000:
            return "generator"
        if self.recording.dropped or self.rate_achieved < _ENOUGH * self.rate:
            return "target"
        return None

    @property
    def ok(self) -> bool:
        """Everything required was met, and at least one call was good."""
        return self.recording.good > 0 and all(each.met for each in self.requirements)

    @property
    def sentence(self) -> str:
        """The run for a person."""
        recording, p99 = self.recording, self.latency_ms["p99"]
        latency = "nothing was measured" if p99 is None else f"99 % within {p99:,.1f} ms"
        told = (
            f"{recording.planned:,} calls at {self.rate:g}/s to {self.target}: "
            f"{recording.answered:,} answered, {self.errors:.2%} errors, {latency} "
            f"of their intended start."
        )
        if recording.good or not recording.outcomes:
            return told
        ((label, _),) = recording.outcomes.most_common(1)
        return f"{told} EVERY CALL FAILED, most often with {label}."

    def as_json(self) -> dict[str, object]:
        """The report as `--json` prints it."""
        recording = self.recording
        return {
            "target": self.target,
            "rate": self.rate,
            "duration_s": self.duration_s,
            "sent": recording.sent,
            "answered": recording.answered,
            "dropped": recording.dropped,
            "late": recording.late,
            "rate_achieved": round(self.rate_achieved, 3),
            "latency_ms": self.latency_ms,
            "service_time_ms": self.service_time_ms,
            "errors": round(self.errors, 6),
            "found": None if self.found is None else round(self.found, 6),
            "outcomes": dict(sorted(recording.outcomes.items())),
            "lag_ms": self.lag_ms,
            "bottleneck": self.bottleneck,
            "requirements": [
                {"text": each.text, "met": each.met, "measured": each.measured}
                for each in self.requirements
            ],
            "ok": self.ok,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run was asked to do."""

    target: str
    rate: float
    duration_s: float
    requirements: Sequence[Requirement]


def make_report(asked: Asked, recording: Recording) -> Report:
    """Sum up a run that has ended and had at least one arrival."""
    plain = _report(asked, recording, ())
    metrics = measured(plain)
    return _report(asked, recording, [each.judge(metrics) for each in asked.requirements])


def measured(report: Report) -> Mapping[str, float | None]:
    """Every metric that a requirement may name (METRICS)."""
    return {
        **{f"{name}_ms": value for name, value in report.latency_ms.items()},
        **{f"service_{name}_ms": value for name, value in report.service_time_ms.items()},
        **{f"lag_{name}_ms": report.lag_ms[name] for name in ("p50", "p99", "max")},
        "errors": report.errors,
        "found": report.found,
        "rate": report.rate_achieved,
        "dropped": report.recording.dropped,
        "late": report.recording.late,
    }


def _report(asked: Asked, recording: Recording, judged: Sequence[Judgement]) -> Report:
    return Report(
        target=asked.target,
        rate=asked.rate,
        duration_s=asked.duration_s,
        recording=recording,
        latency_ms=distribution_ms(recording.latency_s),
        service_time_ms=distribution_ms(recording.service_s),
        lag_ms=distribution_ms(recording.lag_s),
        requirements=judged,
    )
