"""What a verdict says where many cases have one reason: who left, who blocks, where an answer is wrong."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

import pytest

from adapters.base import Answer, Call
from gateway.bus import Reply
from gateway.faults import HEADER
from gateway.message import Sealed
from ndxp.workbench.bench import Bench
from ndxp.workbench.cases import CASES
from ndxp.workbench.conformance import check
from ndxp.workbench.life import LEFT, UNDER_THIS, Life
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import BreachError, NotRunError, Report
from tests.workbench.desk import Desk
from tests.workbench.place import HURRIED, Place, Register
from tests.workbench.spoiling import claims
from tests.workbench.zoo_bus import asks_one_question_at_a_time, dies_of_garbage
from tests.workbench.zoo_seals import says_which_record_there_is_not

BLOCKS = "answers one at a time (blocks its event loop?)"


class Mistaken(Register):
    """A text where its schema has a number; it checks its answers, and so refuses its own."""

    async def answer(self, call: Call) -> Answer:
        answer = await super().answer(call)
        return replace(
            answer, body=answer.body | {"PhuongTien": {**_vehicle(answer), "NamSanXuat": "2015?"}}
        )


def _vehicle(answer: Answer) -> dict[str, object]:
    vehicle = answer.body.get("PhuongTien")
    return vehicle if isinstance(vehicle, dict) else {}


class Racy(Register):
    """Keeps the question where the next one overwrites it, and never looks at orders to fail."""

    def __init__(self) -> None:
        self._body: dict[str, object] = {}

    async def answer(self, call: Call) -> Answer:
        self._body = call.body
        await asyncio.sleep(0.02)
        return await super().answer(replace(call, body=self._body, headers={}))


class Hurt(Desk):
    """Its process dies of a question that it does not like."""

    def __init__(self, handle: Callable[[Sealed], Awaitable[Reply]], service: str) -> None:
        async def fragile(sealed: Sealed) -> Reply:
            if str(claims(sealed).get("service")) != service:
                await self.die()
                return Reply(answer=None)
            return await handle(sealed)

        super().__init__(fragile)


async def judged(bench: Bench, desk: Desk, only: Collection[str] = ()) -> Report:
    """All cases, or some."""
    cases = [case for case in CASES if not only or case.name in only]
    return await check(bench.subject, Talk(bench, desk, HURRIED, 1), cases)


def got(report: Report) -> dict[str, str]:
    return {case.name: case.got for case in report.broken}


async def test_a_case_under_which_the_adapter_left_is_bad_and_all_later_ones_are_not_run(
    bench: Bench, place: Place
) -> None:
    report = await judged(bench, dies_of_garbage(place))

    assert got(report) == {"malformed_batch": UNDER_THIS}
    assert {each.name: each.why for each in report.not_run}["no_values"] == LEFT


async def test_a_case_that_is_not_the_last_is_blamed_too(bench: Bench, place: Place) -> None:
    (service,) = bench.bodies
    names = ["good_call", "unknown_service", "batch_of_128", "throughput"]

    report = await judged(bench, Hurt(place.side().handle, str(service)), names)

    assert got(report) == {"unknown_service": UNDER_THIS}
    assert {each.name: each.why for each in report.not_run} == {
        "batch_of_128": LEFT,
        "throughput": LEFT,
    }


async def test_of_questions_under_way_those_are_suspects_that_came_next_to_it() -> None:
    async def absent() -> bool:
        return False

    life = Life(absent)
    before, answered, silent, owed, after = [
        life.ask(silent=silent) for silent in (True, False, True, False, False)
    ]
    life.answered(answered)

    for innocent in (before, after):
        with pytest.raises(NotRunError, match="in a case before"):
            await life.unanswered(innocent)
    for suspect in (silent, owed):
        with pytest.raises(BreachError, match="under this question"):
            await life.unanswered(suspect)
    with pytest.raises(NotRunError):
        life.ask(silent=False)


async def test_what_waits_for_an_adapter_that_answers_one_at_a_time_says_so(
    bench: Bench, place: Place
) -> None:
    report = await judged(
        bench, asks_one_question_at_a_time(place), ["good_call", "crossed_answers", "throughput"]
    )

    assert got(report).keys() == {"crossed_answers", "throughput"}
    assert [text for text in got(report).values() if not text.endswith(BLOCKS)] == []


async def test_an_answer_that_its_own_side_refuses_is_told_with_its_pointer(
    bench: Bench, place: Place
) -> None:
    report = await judged(bench, Desk(place.side(Mistaken()).handle), ["good_call"])

    told = "502 provider_error invalid_answer at /PhuongTien/NamSanXuat instead of 200 ok"
    assert got(report)["good_call"].endswith(told)


async def test_a_refusal_with_a_value_is_found_whichever_case_it_was_told(
    bench: Bench, place: Place
) -> None:
    desk = says_which_record_there_is_not(place)

    all_cases, alone = (
        await judged(bench, desk),
        await judged(bench, desk, ["good_call", "no_values"]),
    )

    assert "422 invalid service_refused" in got(all_cases)["no_values"]
    assert got(all_cases)["no_values"] == got(alone)["no_values"]


async def test_a_race_is_not_taken_for_a_registry_that_failed(bench: Bench, place: Place) -> None:
    desk = Desk(place.side(Racy()).handle)

    report = await judged(bench, desk, ["good_call", "not_found", "language", "provider_down"])

    assert "provider_down" not in got(report)


async def test_an_adapter_obeys_where_no_registry_does(bench: Bench, place: Place) -> None:
    class Unaware(Register):
        async def answer(self, call: Call) -> Answer:
            return await super().answer(replace(call, headers={}))

    report = await judged(bench, Desk(place.side(Unaware()).handle), ["good_call", "provider_down"])

    assert [(case.name, case.ok, case.got) for case in report.cases][1:] == [
        ("provider_down", True, "502 provider_error service_failed")
    ]
    assert HEADER in report.cases[1].sent.en
