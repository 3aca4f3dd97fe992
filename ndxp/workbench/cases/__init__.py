"""The cases of `ndxp adapter check` for adapters on the bus, in the order in which they are shown."""

from collections.abc import Sequence
from typing import Final

from ndxp.workbench.cases import (
    attacks,
    calls,
    delivery,
    edges,
    faults,
    garbage,
    large,
    load,
    refusals,
    restart,
    seals,
)
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import Case

CASES: Final[Sequence[Case[Talk]]] = (
    *calls.CASES,
    *seals.CASES,
    *attacks.CASES,
    *refusals.CASES,
    *edges.CASES,
    *delivery.CASES,
    *large.CASES,
    *faults.CASES,
    *load.CASES,
    *garbage.CASES,
    *restart.CASES,
)
