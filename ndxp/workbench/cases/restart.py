"""A restart in the middle of the work, by a command of the integrator's."""

import asyncio
import time
from typing import Final

from gateway.faults import Fault
from ndxp.workbench.cases.faults import headers
from ndxp.workbench.judging import both, check_ok, rule
from ndxp.workbench.letters import Letter
from ndxp.workbench.life import GoneError
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import BreachError, Case, NotRunError

AT_WORK: Final = 32  # exchanges that are slow, where the adapter obeys, and so at work for sure
ASKERS: Final = 4  # who ask on and on, so that something is at work in any case
TOGETHER: Final = 16  # exchanges in each of their messages
WAIT_S: Final = 60.0  # of their callers: none expires on the way
WITHIN_S: Final = 25.0  # the answers have to come
EVERY_S: Final = 0.05  # how often the adapter is looked for


async def restart(talk: Talk) -> str:
    """What was not acknowledged comes again with the same bytes: every question has its answer."""
    if talk.restart is None:
        raise NotRunError("--restart names no command that restarts the adapter")
    back = asyncio.Event()
    slow = headers(Fault(name="latency", place="adapter", told={"seconds": talk.pace.slow_s}))
    letter = talk.letter(headers=slow, wait_s=WAIT_S)
    one_each = (_lost(talk, letter, 1) for _ in range(AT_WORK // 2))
    asking = asyncio.gather(
        *one_each,
        _lost(talk, letter, AT_WORK // 2),
        *(_lost_on_the_way(talk, back) for _ in range(ASKERS)),
    )
    try:
        back_s = await _restarted(talk)
        back.set()
        counts = await asking
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    lost, asked = (sum(numbers) for numbers in zip(*counts, strict=True))
    if lost:
        raise BreachError(f"{lost} of {asked} requests were never answered")
    check_ok(await talk.answer(talk.seal()))
    return f"back after {back_s:.1f} s; {asked} of {asked} requests were answered"


async def _lost(talk: Talk, letter: Letter, count: int) -> tuple[int, int]:
    """How many of so many questions in one message get no answer, and how many there were."""
    requests = [talk.seal(letter) for _ in range(count)]
    answers = await talk.patiently([request.sealed for request in requests], WITHIN_S)
    for answer in answers:
        check_ok(answer)
    named = {answer.payload.get("requestId") for answer in answers}
    return len({request.request_id for request in requests} - named), count


async def _lost_on_the_way(talk: Talk, back: asyncio.Event) -> tuple[int, int]:
    """The same of questions that are asked until the adapter is back; what is refused at once is not lost."""
    lost, asked = 0, 0
    while not back.is_set():
        try:
            more, of = await _lost(talk, talk.letter(wait_s=WAIT_S), TOGETHER)
        except GoneError:
            await asyncio.sleep(EVERY_S)
        else:
            lost, asked = lost + more, asked + of
    return lost, asked


async def _restarted(talk: Talk) -> float:
    """Run the command; how long it took until a new question was answered again."""
    assert talk.restart is not None  # noqa: S101  the case asked
    await asyncio.sleep(2 * EVERY_S)  # the questions leave first
    began = time.monotonic()
    await talk.restart()
    while (left_s := began + talk.pace.back_s - time.monotonic()) > 0:
        if await _answers(talk, left_s):
            return time.monotonic() - began
        await asyncio.sleep(EVERY_S)
    raise BreachError(f"the adapter is not back on the bus after {talk.pace.back_s:g} s")


async def _answers(talk: Talk, within_s: float) -> bool:
    """Whether a good question is answered; at once no if nobody is there to be asked."""
    try:
        return bool(await talk.patiently([talk.seal(talk.letter(wait_s=WAIT_S)).sealed], within_s))
    except GoneError:
        return False


CASES: Final = (
    Case(
        name="restart",
        sent=both(
            "requests without a pause, and the command of --restart while they are worked on",
            "các yêu cầu liên tục, và lệnh của --restart trong lúc chúng đang được xử lý",
        ),
        rule=rule(
            "§5 Work",
            "a message is acknowledged after its last answer, so that what was cut off comes again; "
            "the adapter is back within 20 s",
            "thông điệp chỉ được xác nhận sau trả lời cuối cùng, nên phần dở dang được giao lại; bộ "
            "chuyển đổi trở lại trong 20 giây",
        ),
        run=restart,
        alone=True,
        within_s=45.0,
    ),
)
