"""Running cases: what runs beside what, how long, and what is said of it. Nothing here knows a bus."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from ndxp.workbench.conformance import check
from ndxp.workbench.verdict import (
    BreachError,
    Case,
    NotRunError,
    Report,
    Rule,
    Subject,
    Text,
)

SUBJECT = Subject(words=Text(en="The echo", vi="Tiếng vọng"), facts={"url": "http://echo"})


@dataclass(slots=True)
class Echo:
    """Something that is not an adapter."""

    seed: int = 3
    measured: dict[str, float] = field(default_factory=dict)
    hopeless: str = ""
    why_slow: str = ""
    running: list[str] = field(default_factory=list)
    beside: dict[str, int] = field(default_factory=dict)  # how many ran beside each


Run = Callable[[Echo], Awaitable[str]]


def case(name: str, run: Run, *, alone: bool = False, within_s: float = 5) -> Case[Echo]:
    sent = Text(en=f"sent {name}", vi=f"gửi {name}")
    rule = Rule(chapter="§1", text=Text(en="it answers", vi="trả lời"))
    return Case(name=name, sent=sent, rule=rule, run=run, alone=alone, within_s=within_s)


def lasting(name: str, seconds: float) -> Run:
    """A case that takes its time and sees who runs beside it."""

    async def run(echo: Echo) -> str:
        echo.running.append(name)
        await asyncio.sleep(seconds)
        echo.beside[name] = len(echo.running) - 1
        await asyncio.sleep(seconds)
        echo.running.remove(name)
        return "done"

    return run


async def good(_: Echo) -> str:
    return "as it should"


async def bad(_: Echo) -> str:
    raise BreachError("something else")


async def impossible(_: Echo) -> str:
    raise NotRunError("there is no way")


async def forever(_: Echo) -> str:
    await asyncio.sleep(60)
    return "never"


async def tried(cases: Sequence[Case[Echo]], echo: Echo | None = None) -> Report:
    return await check(SUBJECT, echo or Echo(), cases)


async def test_cases_run_together_and_those_that_measure_alone() -> None:
    echo = Echo()
    cases = [case("first", lasting("first", 0.01))]
    cases += [case(name, lasting(name, 0.01)) for name in ("a", "b", "c")]
    cases += [case(name, lasting(name, 0.01), alone=True) for name in ("x", "y")]

    report = await tried(cases, echo)

    assert report.ok
    assert echo.beside == {"first": 0, "a": 2, "b": 2, "c": 2, "x": 0, "y": 0}


async def test_the_report_keeps_the_order_of_the_cases() -> None:
    report = await tried([case("first", good), case("x", good, alone=True), case("a", bad)])

    assert [(each.name, each.ok) for each in report.cases] == [
        ("first", True),
        ("x", True),
        ("a", False),
    ]


async def test_where_the_first_case_is_hopeless_no_other_is_run() -> None:
    echo = Echo()

    async def hopeless(echo: Echo) -> str:
        echo.hopeless = "nobody is there"
        raise BreachError("silence")

    report = await tried([case("first", hopeless), case("a", good), case("x", good)], echo)

    assert [each.name for each in report.cases] == ["first"]
    assert {each.why for each in report.not_run} == {"nobody is there"}


async def test_a_case_that_takes_too_long_is_bad_and_holds_up_nobody() -> None:
    report = await tried([case("first", good), case("a", forever, within_s=0.05), case("b", good)])

    assert [(each.name, each.got) for each in report.broken] == [
        ("a", "no verdict within 0 s"),
    ]
    assert report.took_s < 1


async def test_what_no_time_is_left_for_is_not_run() -> None:
    cases = [case("first", good), *(case(name, forever, alone=True) for name in "xyz")]

    report = await check(SUBJECT, Echo(), cases, total_s=0.1)

    assert [each.name for each in report.not_run] == ["x", "y", "z"]
    assert report.took_s < 1


async def test_progress_is_told_for_each_case() -> None:
    told: list[tuple[str, int, int]] = []

    await check(
        SUBJECT,
        Echo(),
        [case("first", good), case("a", impossible), case("x", bad, alone=True)],
        tell=lambda *said: told.append(said),
    )

    assert told == [("first", 1, 3), ("a", 2, 3), ("x", 3, 3)]


async def test_a_good_subject_is_said_to_be_good_in_both_languages() -> None:
    report = await tried([case("first", good), case("a", good)])

    assert report.sentence == Text(
        en="The echo keeps the protocol: 2 of 2 cases are good.",
        vi="Tiếng vọng đúng giao thức: 2/2 phép thử đạt.",
    )


async def test_the_sentence_names_what_is_broken_and_what_was_left_out() -> None:
    report = await tried([case("first", good), case("a", bad), case("b", impossible)])

    assert report.sentence == Text(
        en="The echo breaks the protocol in 1 of 2 cases, 1 could not be run: a.",
        vi="Tiếng vọng sai giao thức ở 1/2 phép thử, 1 phép thử không chạy được: a.",
    )


async def test_programs_get_what_was_sent_what_came_and_the_rule() -> None:
    echo = Echo(measured={"latency_p50_ms": 1.5})

    report = await tried([case("first", bad), case("a", impossible)], echo)

    told = json.loads(json.dumps(report.as_json()))
    assert told.pop("took_s") < 1
    assert told == {
        "ok": False,
        "url": "http://echo",
        "cases": [
            {
                "name": "first",
                "ok": False,
                "sent": "sent first",
                "got": "something else",
                "rule": "docs/protocol.md §1: it answers",
            }
        ],
        "not_run": [{"name": "a", "why": "there is no way"}],
        "measured": {"latency_p50_ms": 1.5},
        "seed": 3,
    }


async def test_what_is_cut_off_ends_at_once() -> None:
    began = time.monotonic()
    task = asyncio.create_task(tried([case("first", forever)]))
    await asyncio.sleep(0.01)

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert task.cancelled()
    assert time.monotonic() - began < 1
