"""Run every case against one adapter and sum up."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from gateway.message import SubsystemId
from ndxp.workbench.bench import Bench, Probe
from ndxp.workbench.cases import CASES, Case
from ndxp.workbench.talk import BreachError, NotRunError, Talk

DOCUMENT = "docs/protocol.md"
SHORTEST_QUIET_S = 1.0
LONGEST_QUIET_S = 3.0
QUIET_FACTOR = 3  # silence is believed after so many times the duration of a good call


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one case found."""

    name: str
    ok: bool
    sent: str
    got: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The verdict on one adapter; a case that could not run is neither good nor bad."""

    provider: SubsystemId
    cases: Sequence[Finding]
    not_run: Sequence[tuple[str, str]]  # name, why

    @property
    def ok(self) -> bool:
        return all(case.ok for case in self.cases)

    @property
    def sentence(self) -> str:
        broken = [case.name for case in self.cases if not case.ok]
        if not broken:
            return (
                f"The adapter of {self.provider} keeps the protocol: "
                f"{len(self.cases)} of {len(self.cases)} cases are good."
            )
        return (
            f"The adapter of {self.provider} breaks the protocol "
            f"in {len(broken)} of {len(self.cases)} cases: {', '.join(broken)}."
        )

    def as_json(self) -> dict[str, object]:
        return {
            "ok": self.ok,
            "subsystem": str(self.provider),
            "cases": [asdict(case) for case in self.cases],
            "not_run": [{"name": name, "why": why} for name, why in self.not_run],
        }


async def check(bench: Bench, probe: Probe) -> Report:
    """Check one adapter, in less than twenty seconds whatever it does.

    The good call comes first, alone: how long it takes says how long silence has to last to be one.
    """
    first, *others = CASES
    began = time.monotonic()
    found = [await _try(first, Talk(bench, probe, SHORTEST_QUIET_S))]
    took_s = time.monotonic() - began
    quiet_s = min(max(QUIET_FACTOR * took_s, SHORTEST_QUIET_S), LONGEST_QUIET_S)
    talk = Talk(bench, probe, quiet_s)
    found.extend(await asyncio.gather(*(_try(case, talk) for case in others)))
    return Report(
        provider=bench.provider,
        cases=[each for each in found if isinstance(each, Finding)],
        not_run=[each for each in found if isinstance(each, tuple)],
    )


async def _try(case: Case, talk: Talk) -> Finding | tuple[str, str]:
    finding = Finding(
        name=case.name, ok=True, sent=case.sent, got="", rule=f"{DOCUMENT} {case.rule}"
    )
    try:
        return replace(finding, got=await case.run(talk))
    except BreachError as breach:
        return replace(finding, ok=False, got=str(breach))
    except NotRunError as reason:
        return case.name, str(reason)
