"""Run cases against one subject and sum up; knows neither the bus nor any other way to reach it."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ndxp.workbench.verdict import BreachError, Case, Finding, NotRun, NotRunError, Report, Subject

TOTAL_S = (
    52.0  # whatever the subject does; connecting and reporting have to fit into the minute too
)


class Talking(Protocol):
    """What cases ask through; it knows what they learned on the way."""

    seed: int

    @property
    def measured(self) -> Mapping[str, float]: ...

    @property
    def why_slow(self) -> str:
        """What is said behind what is late, if its reason is known; empty if not."""
        ...

    @property
    def hopeless(self) -> str:
        """Why no further case can say anything; empty while one can."""
        ...


T = TypeVar("T", bound=Talking)
Tell = Callable[[str, int, int], None]
"""Hears which case ended, how many have, and of how many."""


@dataclass(slots=True)
class _Run:
    """One check under way."""

    until: float
    tell: Tell
    cases: int
    ended: int = 0

    def left_s(self) -> float:
        return self.until - time.monotonic()

    def end(self, name: str) -> None:
        self.ended += 1
        self.tell(name, self.ended, self.cases)


async def check(
    subject: Subject,
    talk: T,
    cases: Sequence[Case[T]],
    *,
    total_s: float = TOTAL_S,
    tell: Tell = lambda *_: None,
) -> Report:
    """Check one subject within `total_s`, whatever it does.

    The first case runs by itself, and what it shows decides whether others can say anything. Then
    those run together that may, then the rest one after another, and in the end those that look back; the
    report keeps the order of `cases`.
    """
    began = time.monotonic()
    run = _Run(until=began + total_s, tell=tell, cases=len(cases))
    first, *others = cases
    found = {first.name: await _try(first, talk, run)}
    together = [case for case in others if not case.alone and not case.last]
    for case, each in zip(
        together, await asyncio.gather(*(_try(c, talk, run) for c in together)), strict=True
    ):
        found[case.name] = each
    apart = [case for case in others if case.alone or case.last]
    for case in sorted(apart, key=lambda case: case.last):
        found[case.name] = await _try(case, talk, run)
    ordered = [found[case.name] for case in cases]
    return Report(
        subject=subject,
        cases=[each for each in ordered if isinstance(each, Finding)],
        not_run=[each for each in ordered if isinstance(each, NotRun)],
        measured=talk.measured,
        seed=talk.seed,
        took_s=time.monotonic() - began,
    )


async def _try(case: Case[T], talk: T, run: _Run) -> Finding | NotRun:
    try:
        return await _judge(case, talk, run)
    finally:
        run.end(case.name)


async def _judge(case: Case[T], talk: T, run: _Run) -> Finding | NotRun:
    began, left_s = time.monotonic(), run.left_s()
    if talk.hopeless and not case.last:
        return NotRun(name=case.name, why=talk.hopeless)
    try:
        async with asyncio.timeout(min(case.within_s, left_s)):
            got, ok = await case.run(talk), True
    except BreachError as breach:
        got, ok = str(breach), False
    except NotRunError as reason:
        return NotRun(name=case.name, why=str(reason))
    except TimeoutError:
        if left_s < case.within_s:
            return NotRun(name=case.name, why="the time of the check was used up")
        got, ok = f"no verdict within {case.within_s:.0f} s{talk.why_slow}", False
    took_s = time.monotonic() - began
    return Finding(name=case.name, ok=ok, sent=case.sent, got=got, rule=case.rule, took_s=took_s)
