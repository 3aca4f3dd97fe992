"""What a check says, whatever is checked and however it is reached: cases, what they found, the whole of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")

DOCUMENT: Final = "docs/protocol.md"


class BreachError(Exception):
    """A rule is broken; the text says what came, in the words of the protocol and without values."""


class NotRunError(Exception):
    """A case that cannot be tried here; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A sentence or part of one, in both languages."""

    en: str
    vi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What has to hold, and in which chapter of which document it is written."""

    chapter: str  # for example "§6 check 16"
    text: Text
    document: str = DOCUMENT

    @property
    def place(self) -> str:
        return f"{self.document} {self.chapter}"

    def __str__(self) -> str:
        return f"{self.place}: {self.text.en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Generic[T]):
    """One rule and how it is tried on whatever `T` talks to.

    `run` returns what came; it raises BreachError or NotRunError. A case that is `alone` measures or
    disturbs: nothing runs beside it. One that is `last` looks back on what the others got, and is run
    even if no further question can say anything.
    """

    name: str
    sent: Text
    rule: Rule
    run: Callable[[T], Awaitable[str]]
    alone: bool = False
    last: bool = False
    within_s: float = 25.0  # who has no verdict by then has a bad one


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one case found."""

    name: str
    ok: bool
    sent: Text
    got: str
    rule: Rule
    took_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRun:
    """A case that is neither good nor bad, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is checked: in words, and for programs."""

    words: Text  # "The adapter of VN/GOV/G04/phuongtien", begins a sentence
    facts: Mapping[str, str]  # {"subsystem": "VN/GOV/G04/phuongtien"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The verdict on one subject."""

    subject: Subject
    cases: Sequence[Finding]
    not_run: Sequence[NotRun]
    measured: Mapping[str, float]  # the unit ends the name: latency_p50_ms, throughput_per_s
    seed: int
    took_s: float

    @property
    def broken(self) -> Sequence[Finding]:
        return [case for case in self.cases if not case.ok]

    @property
    def ok(self) -> bool:
        return not self.broken

    @property
    def sentence(self) -> Text:
        """The verdict before any table."""
        en, vi = self.subject.words.en, self.subject.words.vi
        ran, bad = len(self.cases), len(self.broken)
        left = f", {len(self.not_run)} could not be run" if self.not_run else ""
        left_vi = f", {len(self.not_run)} phép thử không chạy được" if self.not_run else ""
        if not bad:
            return Text(
                en=f"{en} keeps the protocol: {ran} of {ran} cases are good{left}.",
                vi=f"{vi} đúng giao thức: {ran}/{ran} phép thử đạt{left_vi}.",
            )
        names = ", ".join(case.name for case in self.broken)
        return Text(
            en=f"{en} breaks the protocol in {bad} of {ran} cases{left}: {names}.",
            vi=f"{vi} sai giao thức ở {bad}/{ran} phép thử{left_vi}: {names}.",
        )

    def as_json(self) -> dict[str, object]:
        """The report as `--json` prints it."""
        return {
            "ok": self.ok,
            **self.subject.facts,
            "cases": [
                {
                    "name": case.name,
                    "ok": case.ok,
                    "sent": case.sent.en,
                    "got": case.got,
                    "rule": str(case.rule),
                }
                for case in self.cases
            ],
            "not_run": [{"name": each.name, "why": each.why} for each in self.not_run],
            "measured": dict(self.measured),
            "seed": self.seed,
            "took_s": round(self.took_s, 2),
        }
