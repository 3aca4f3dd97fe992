"""Every defect of the zoo is named by its cases, and every case names a defect."""

from dataclasses import replace

import pytest

from ndxp.workbench.http.cases import TRIALS
from tests.workbench.http.door import Animal, opened
from tests.workbench.http.place import HURRIED, SERVICES, Place, checked
from tests.workbench.http.zoo import ZOO

STRICT = replace(HURRIED, slowest_ms=80, least_per_s=100, load_s=0.1)
"""For what is slow on purpose."""

ELSEWHERE = {"good_call"}
"""Seen to fail by another test: without it nothing else is tried."""


@pytest.mark.parametrize("animal", ZOO, ids=lambda animal: animal.__name__)
async def test_a_defect_is_named_by_its_cases(place: Place, animal: Animal) -> None:
    kept = ZOO[animal]
    codes = SERVICES[-1:] if kept.dialect == "c06" else SERVICES
    good = place.bench(kept.dialect, codes)
    async with opened(animal, kept.dialect, good.url, good.account) as url:
        pace = STRICT if kept.tried else HURRIED

        report = await checked(place.bench(kept.dialect, codes, url), pace, kept.tried)

    told = {case.name: case.got for case in report.broken}
    assert told.keys() == kept.named, told


def test_every_case_names_an_animal() -> None:
    named = frozenset().union(*(kept.named for kept in ZOO.values()))

    assert {trial.name for trial in TRIALS} - named == ELSEWHERE
