"""How a check goes over a broker in a test: unhurried enough for one, and with little to measure."""

from collections.abc import Collection
from typing import Final

from gateway.bus.rabbit.probe import RabbitProbe
from ndxp.workbench.bench import Bench
from ndxp.workbench.cases import CASES
from ndxp.workbench.conformance import check
from ndxp.workbench.pace import Pace
from ndxp.workbench.talk import Restart, Talk
from ndxp.workbench.verdict import Report

BRISK: Final = Pace(
    quiet_s=0.4,
    longest_quiet_s=0.6,
    generated=8,
    try_s=0.1,
    slow_s=0.6,
    wait_s=0.4,
    calls=10,
    load_s=0.2,
    slowest_ms=1000,
    least_per_s=20,
)


async def checked(
    bench: Bench,
    probe: RabbitProbe,
    *,
    only: Collection[str] = (),
    without: Collection[str] = (),
    restart: Restart | None = None,
) -> Report:
    """All cases, or the good call and some, or all but some."""
    talk = Talk(bench, probe, BRISK, seed=1)
    talk.restart = restart
    wanted = {"good_call", *only} if only else {case.name for case in CASES} - set(without)
    return await check(bench.subject, talk, [case for case in CASES if case.name in wanted])
