"""The cases of `ndxp adapter check --url`, in the order in which they are shown."""

from collections.abc import Sequence
from typing import Final

from ndxp.workbench.http.cases import accounts, answers, refusals, stress
from ndxp.workbench.http.cases.trial import Trial
from ndxp.workbench.http.dialects.dialect import Dialect
from ndxp.workbench.http.talk import Talk
from ndxp.workbench.verdict import Case

TRIALS: Final[Sequence[Trial]] = (
    *answers.TRIALS,
    *accounts.TRIALS,
    *refusals.TRIALS,
    *stress.TRIALS,
)


def cases(dialect: Dialect) -> Sequence[Case[Talk]]:
    """Those that say something about a dialect."""
    return [trial.case(dialect) for trial in TRIALS if trial.belongs(dialect)]
