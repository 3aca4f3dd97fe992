"""What the check says about a good adapter, and about each with a defect."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from gateway.bus import Handler
from gateway.errors import ProviderUnavailableError, SealError
from gateway.message import Sealed, SubsystemId
from ndxp.workbench.bench import Bench, Bodies
from ndxp.workbench.cases import CASES
from ndxp.workbench.conformance import Report, check
from tests.workbench.place import HandlerProbe, Place
from tests.workbench.zoo import (
    ZOO,
    does_not_check_its_answers,
    forgets_the_request_digest,
    grants_itself_rights,
    is_deaf,
)


class Failing:
    """A bus on which every question ends with the same error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def ask(
        self, provider: SubsystemId, batch: Sequence[Sealed], expected: int, within_s: float
    ) -> list[Sealed]:
        raise self._error


def named(report: Report) -> set[str]:
    return {case.name for case in report.cases if not case.ok}


def got(report: Report, name: str) -> str:
    return next(case.got for case in report.cases if case.name == name)


async def test_a_good_adapter_passes_every_case(bench: Bench, place: Place) -> None:
    report = await check(bench, HandlerProbe(place.side().handle))

    assert named(report) == set()
    assert [case.name for case in report.cases] == [case.name for case in CASES]
    assert report.sentence == (
        "The adapter of VN/GOV/G04/phuongtien keeps the protocol: 12 of 12 cases are good."
    )


@pytest.mark.parametrize("animal", ZOO, ids=lambda animal: animal.__name__)
async def test_a_defect_is_named_by_its_cases(
    bench: Bench, place: Place, animal: Callable[[Place], Handler]
) -> None:
    report = await check(bench, HandlerProbe(animal(place)))

    assert not report.ok
    assert named(report) == ZOO[animal]


async def test_an_adapter_that_loses_a_batch_with_a_bad_item_is_named(
    bench: Bench, place: Place
) -> None:
    report = await check(bench, HandlerProbe(place.side().handle, whole=True))

    assert named(report) == {"poisoned_batch"}
    assert got(report, "poisoned_batch").startswith("0 answers of 6")


async def test_a_finding_says_what_came_and_which_rule_is_meant(bench: Bench, place: Place) -> None:
    report = await check(bench, HandlerProbe(grants_itself_rights(place)))

    finding = next(case for case in report.cases if case.name == "no_right")
    assert finding.got == "200 ok instead of 403 denied access_denied"
    assert finding.rule.startswith("docs/protocol.md §6")


async def test_a_missing_member_of_the_answer_is_named(bench: Bench, place: Place) -> None:
    report = await check(bench, HandlerProbe(forgets_the_request_digest(place)))

    assert got(report, "pairing") == "200 ok, but these do not belong: requestDigest"


async def test_no_value_of_a_request_or_answer_is_in_the_report(bench: Bench, place: Place) -> None:
    report = await check(bench, HandlerProbe(does_not_check_its_answers(place)))

    text = json.dumps(report.as_json(), ensure_ascii=False)
    assert "/*: additionalProperties" in text
    assert [value for value in ("51F12345", "TOYOTA", "thử") if value in text] == []


async def test_the_sentence_names_the_broken_cases(bench: Bench, place: Place) -> None:
    report = await check(bench, HandlerProbe(grants_itself_rights(place)))

    assert report.sentence == (
        "The adapter of VN/GOV/G04/phuongtien breaks the protocol in 1 of 12 cases: no_right."
    )


async def test_what_cannot_be_tried_is_neither_good_nor_bad(bench: Bench, place: Place) -> None:
    bodies = {s: Bodies(found=b.found, unknown=None) for s, b in bench.bodies.items()}
    poor = replace(bench, bodies=bodies, other=None, denied=None)

    report = await check(poor, HandlerProbe(place.side().handle))

    assert report.ok
    assert [name for name, _ in report.not_run] == ["other_member", "no_right", "not_found"]


async def test_an_adapter_that_leaves_the_bus_is_told_from_one_that_is_silent(
    bench: Bench, place: Place
) -> None:
    gone = await check(bench, Failing(ProviderUnavailableError()))
    silent = await check(bench, HandlerProbe(is_deaf(place)))

    assert got(gone, "good_call") == "the adapter has left the bus"
    assert got(silent, "good_call") == "no answer within 5 s"


async def test_an_answer_that_is_no_batch_is_told(bench: Bench) -> None:
    report = await check(bench, Failing(SealError("malformed_batch")))

    assert got(report, "good_call") == "an answer that is no batch: malformed_batch"


def test_every_rule_names_its_section() -> None:
    assert [case.name for case in CASES if not case.rule.startswith("§")] == []


async def test_a_silent_adapter_does_not_hold_up_the_check(bench: Bench, place: Place) -> None:
    began = time.monotonic()

    await check(bench, HandlerProbe(is_deaf(place)))

    assert time.monotonic() - began < 5
