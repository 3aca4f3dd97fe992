"""What the check says about a good adapter, and about those that it cannot judge."""

import json
import re
import shutil
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.bus.rabbit.probe import Arrived, DeadLetter
from gateway.errors import ProviderUnavailableError, SealError
from gateway.message import SubsystemId
from gateway.schema import Catalogue
from ndxp.workbench.bench import Bench, Bodies
from ndxp.workbench.cases import CASES
from ndxp.workbench.conformance import check
from ndxp.workbench.talk import Probe, Talk
from ndxp.workbench.verdict import Report
from tests.workbench.desk import Desk
from tests.workbench.place import HURRIED, MEMBER, Place
from tests.workbench.zoo_bus import remembers_nothing
from tests.workbench.zoo_seals import (
    does_not_check_its_answers,
    does_not_sign_refusals,
    forgets_the_request_digest,
    is_deaf,
)

ROOT = Path(__file__).resolve().parents[2]
UNHURRIED = replace(
    HURRIED,
    patience_s=10,
    longest_patience_s=10,
    slowest_ms=1000,
    least_per_s=5,
    large_bytes=10 << 20,
    batch=128,
)
"""All that comes comes at once, but other tests may keep the machine busy."""
QUICK = {"good_call", "pairing", "not_found", "no_right", "other_member", "replay", "expired"}


class Failing:
    """A bus on which every question ends with the same error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def present(self, provider: SubsystemId) -> bool:
        raise self._error

    async def ask(
        self, provider: SubsystemId, body: bytes, expected: int, within_s: float
    ) -> Sequence[Arrived]:
        raise self._error

    async def misdeclared(self, provider: SubsystemId) -> str:
        raise self._error

    async def dead_letters(self, wanted: Collection[str], within_s: float) -> Sequence[DeadLetter]:
        raise self._error


async def quickly(bench: Bench, probe: Probe, *further: str, seed: int = 1) -> Report:
    """A few cases only."""
    names = QUICK | set(further)
    cases = [case for case in CASES if case.name in names]
    return await check(bench.subject, Talk(bench, probe, HURRIED, seed), cases)


def got(report: Report, name: str) -> str:
    return next(case.got for case in report.cases if case.name == name)


async def test_a_good_adapter_passes_every_case(bench: Bench, place: Place) -> None:
    desk = Desk(place.side().handle)
    talk = Talk(bench, desk, UNHURRIED, seed=1)
    talk.restart = desk.restart

    report = await check(bench.subject, talk, CASES)

    assert {case.name: case.got for case in report.broken} == {}
    assert [case.name for case in report.cases] == [case.name for case in CASES]
    assert report.measured.keys() == {"latency_p50_ms", "latency_p99_ms", "throughput_per_s"}


async def test_a_finding_says_what_came_and_which_rule_is_meant(bench: Bench, place: Place) -> None:
    report = await quickly(bench, forgets_the_request_digest(place))

    (finding,) = report.broken
    assert finding.got == "200 ok, but these do not belong: requestDigest"
    assert str(finding.rule).startswith("docs/protocol.md §4: every answer repeats")


async def test_no_value_of_a_request_or_answer_is_in_the_report(bench: Bench, place: Place) -> None:
    report = await quickly(bench, does_not_check_its_answers(place), "wrong_type", "no_values")

    text = json.dumps(report.as_json(), ensure_ascii=False)
    assert "/*: additionalProperties" in text
    assert [value for value in ("51F12345", "TOYOTA", "thử") if value in text] == []


async def test_what_cannot_be_tried_is_neither_good_nor_bad(bench: Bench, place: Place) -> None:
    bodies = {s: Bodies(found=b.found, unknown=None) for s, b in bench.bodies.items()}
    poor = replace(bench, bodies=bodies, other=None, denied=None)

    report = await quickly(poor, Desk(place.side().handle), "restart", "crossed_answers")

    assert report.ok
    assert {each.name for each in report.not_run} == {
        *("other_member", "no_right", "not_found", "restart", "crossed_answers"),
    }


async def test_cases_that_need_faults_are_not_run_on_who_does_not_obey(
    bench: Bench, place: Place
) -> None:
    deaf_to_faults = place.serve(replace(place.provider(), obeys_faults=False))
    names = {"provider_down", "deadline", "slow_item", "slow_message"}

    report = await quickly(bench, Desk(deaf_to_faults.handle), *names)

    assert report.ok
    assert {each.name for each in report.not_run} == names
    assert "X-NDXP-Fault" in report.not_run[0].why


async def test_an_adapter_that_leaves_the_bus_is_told_from_one_that_is_silent(
    bench: Bench, place: Place
) -> None:
    gone = await quickly(bench, Failing(ProviderUnavailableError()))
    silent = await quickly(bench, is_deaf(place))

    assert got(gone, "good_call") == "the adapter has left the bus"
    assert got(silent, "good_call") == "no answer within 0.4 s"


async def test_silence_of_an_adapter_that_never_answers_proves_nothing(
    bench: Bench, place: Place
) -> None:
    report = await quickly(bench, is_deaf(place))

    assert [case.name for case in report.cases] == ["good_call"]
    assert "expired" in {each.name for each in report.not_run}
    assert {each.why for each in report.not_run} == {
        "no service gives a good answer: mend good_call first"
    }


async def test_an_answer_that_is_no_batch_is_told(bench: Bench) -> None:
    report = await quickly(bench, Failing(SealError("malformed_batch")))

    assert got(report, "good_call") == "an answer that is no batch: malformed_batch"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"not_after_ms": 1}, "certificate_expired"), ({"revoked": True}, "certificate_revoked")],
)
async def test_an_adapter_that_signs_with_an_old_key_is_told(
    bench: Bench, place: Place, changed: dict[str, Any], reason: str
) -> None:
    listed = bench.directory.certificates
    old = {
        kid: replace(each, **changed) if each.owner == MEMBER else each
        for kid, each in listed.items()
    }
    later = replace(bench, directory=replace(bench.directory, certificates=old))

    report = await quickly(later, Desk(place.side().handle))

    assert f"an answer whose seal does not hold: {reason}" in got(report, "good_call")


async def test_the_same_seed_gives_the_same_verdict(bench: Bench, place: Place) -> None:
    first, second = [
        await quickly(bench, does_not_sign_refusals(place), "generated_input", seed=7)
        for _ in range(2)
    ]

    assert [(c.name, c.ok, c.got) for c in first.cases] == [
        (c.name, c.ok, c.got) for c in second.cases
    ]


async def test_a_second_check_is_no_replay_of_the_first(bench: Bench, place: Place) -> None:
    desk = Desk(place.side().handle)

    first, second = [await quickly(bench, desk, "redelivery", seed=7) for _ in range(2)]

    assert first.ok
    assert second.ok


async def test_a_service_that_answers_stands_in_for_one_that_does_not(
    bench: Bench, place: Place, tmp_path: Path
) -> None:
    (service,) = bench.bodies
    nowhere = replace(service, code="khongCo")
    folder = place.state.folder / "schemas" / service.provider.subsystem
    for each in (service, nowhere):
        shutil.copytree(folder / service.code, tmp_path / folder.name / each.code)
    catalogue = Catalogue.load(tmp_path, [service, nowhere])
    bodies = {nowhere: bench.bodies[service], **bench.bodies}
    other = replace(bench, bodies=bodies, catalogue=catalogue)

    report = await quickly(other, remembers_nothing(place))

    assert got(report, "good_call") == "khongCo: 404 invalid unknown_service instead of 200 ok"
    assert {case.name for case in report.broken} == {"good_call", "not_found", "replay"}


async def test_a_silent_adapter_does_not_hold_up_the_check(bench: Bench, place: Place) -> None:
    began = time.monotonic()

    await check(bench.subject, Talk(bench, is_deaf(place), HURRIED, 1), CASES)

    assert time.monotonic() - began < 2


def test_every_case_names_a_chapter_that_its_document_has() -> None:
    wrong = []
    for case in CASES:
        text = (ROOT / case.rule.document).read_text(encoding="utf-8")
        numbered = {f"§{number}" for number in re.findall(r"^## ([0-9]+)\. ", text, re.MULTILINE)}
        headings = {*numbered, *re.findall(r"^## (.+)$", text, re.MULTILINE)}
        named = re.findall(r"§[0-9]+", case.rule.chapter) or [case.rule.chapter]
        wrong += [case.name for chapter in named if chapter not in headings]

    assert wrong == []


def test_the_table_of_cases_is_that_of_the_document() -> None:
    text = (ROOT / "docs" / "adapter-check.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_0-9]+)` \|.*\| ([^|]*) \|$", text, re.MULTILINE)

    told = [(case.name, case.rule.chapter) for case in CASES]
    assert rows == [(name, chapter.replace("The cases", "this page")) for name, chapter in told]


def test_every_case_speaks_both_languages() -> None:
    texts = [text for case in CASES for text in (case.sent, case.rule.text)]

    assert [text.en for text in texts if not text.vi or text.en == text.vi] == []
