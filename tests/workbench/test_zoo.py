"""Every defect of the zoo is named by its cases, and every case names a defect."""

import pytest

from ndxp.workbench.bench import Bench
from ndxp.workbench.cases import CASES
from ndxp.workbench.conformance import check
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import Report
from tests.workbench.place import HURRIED, Place
from tests.workbench.zoo import ALONE, TIMED, ZOO, Animal

LEAST = 25  # animals


async def judged(bench: Bench, place: Place, animal: Animal) -> Report:
    desk = animal(place)
    talk = Talk(bench, desk, HURRIED, seed=1)
    talk.restart = desk.restart
    left_out = TIMED - ZOO[animal]
    tried = ALONE.get(animal, {case.name for case in CASES} - left_out)
    return await check(bench.subject, talk, [case for case in CASES if case.name in tried])


@pytest.mark.parametrize("animal", ZOO, ids=lambda animal: animal.__name__)
async def test_a_defect_is_named_by_its_cases(bench: Bench, place: Place, animal: Animal) -> None:
    report = await judged(bench, place, animal)

    told = {case.name: case.got for case in report.broken}
    assert told.keys() == ZOO[animal], told


def test_every_case_names_an_animal() -> None:
    named = set().union(*ZOO.values())

    assert len(ZOO) >= LEAST
    assert [case.name for case in CASES if case.name not in named] == []
