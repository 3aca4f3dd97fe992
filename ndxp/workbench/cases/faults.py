"""Cases that need the adapter, or the registry behind it, to misbehave: they ask it to, in the sealed request.

Whoever allows it obeys the header X-NDXP-Fault (docs/faults.md); whoever does not answers at once and as
always, and then the case is not run.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from gateway.errors import DeadlineExceededError, RegistryFailedError
from gateway.faults import HEADER, Fault, Place
from gateway.message import Headers
from gateway.signature import SealedRequest
from ndxp.workbench.forged import forgeries
from ndxp.workbench.heard import Heard
from ndxp.workbench.judging import both, check_ok, refused, rule
from ndxp.workbench.letters import HEADERS
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import BreachError, Case, NotRunError

PLACES: Final[Sequence[Place]] = ("registry", "adapter")
DOWN: Final[Sequence[Fault]] = (
    Fault(name="error", place="registry"),
    Fault(name="error", place="adapter", told={"status": "502"}),
)
NOT_OBEYED: Final = f"neither the adapter nor the registry behind it obeys {HEADER}: their processes have to allow faults"
LATE_S: Final = 1.0  # after the deadline, and an answer is late
PROMPT: Final = 0.75  # of what the slow item takes: by then all others are there


async def provider_down(talk: Talk) -> str:
    """The answer that nobody spoils is asked for first: whoever repeats it did not obey."""
    right = await talk.answer(talk.seal())
    check_ok(right)
    for fault in DOWN:
        heard = await talk.answer(talk.seal(talk.letter(headers=headers(fault))))
        if (heard.told, heard.body) != (right.told, right.body):
            return refused(heard, RegistryFailedError)
    raise NotRunError(NOT_OBEYED)


async def deadline(talk: Talk) -> str:
    slow = await _slowing(talk)
    request = talk.seal(talk.letter(headers=slow, wait_s=talk.pace.wait_s))
    heard = await talk.answer(request)
    late_s = (talk.bench.clock.now_ms() - request.expires_ms) / 1000
    if late_s > LATE_S:
        raise BreachError(f"{heard} {late_s:.1f} s after the deadline")
    return refused(heard, DeadlineExceededError)


async def slow_item(talk: Talk) -> str:
    """All others of its batch have to be there before it."""
    slow = talk.seal(talk.letter(headers=await _slowing(talk)))
    honest, other = talk.seal(), talk.seal()
    poison = next(iter(forgeries(honest.sealed, other.sealed, talk.bench.client.signer).values()))
    good = [talk.seal() for _ in range(talk.pace.batch - 2)]
    batch = [slow.sealed, *(request.sealed for request in good)]
    batch.insert(len(batch) // 2, poison)
    heard = await talk.answers(batch, len(good) + 1)
    late = _after(heard, slow, talk.why_slow)
    return f"{len(good)} answers within {late:.2f} s, the slow one after {heard[-1].after_s:.1f} s"


async def slow_message(talk: Talk) -> str:
    """An adapter that takes one message at a time makes everybody wait for the slowest."""
    slow = talk.seal(talk.letter(headers=await _slowing(talk)))
    waiting = asyncio.create_task(talk.answer(slow))
    await asyncio.sleep(0.05)  # so that it is the first
    try:
        heard = await talk.answer(talk.seal())
        check_ok(heard)
        if waiting.done():
            raise BreachError(
                f"the answer came after that to the slow message before it{talk.why_slow}"
            )
    finally:
        late = await waiting
    check_ok(late)
    return f"an answer after {heard.after_s:.2f} s, that to the slow message after {late.after_s:.1f} s"


def headers(fault: Fault) -> Headers:
    """Of a request that asks for a fault."""
    return (*HEADERS, (HEADER, str(fault)))


async def _slowing(talk: Talk) -> Headers:
    """The headers that make a call slow here; raises NotRunError if none do."""
    if talk.obeying is None:
        talk.obeying = [place for place in PLACES if await _obeys(talk, place)]
    if not talk.obeying:
        raise NotRunError(NOT_OBEYED)
    return headers(_latency(talk.obeying[0], talk.pace.slow_s))


async def _obeys(talk: Talk, place: Place) -> bool:
    try_s = talk.usual_s + talk.pace.try_s
    asked = headers(_latency(place, try_s))
    heard = await talk.answer(talk.seal(talk.letter(headers=asked)))
    return heard.after_s >= try_s


def _latency(place: Place, seconds: float) -> Fault:
    return Fault(name="latency", place=place, told={"seconds": seconds})


def _after(heard: Sequence[Heard], slow: SealedRequest, why: str) -> float:
    """When the last of the others came, in seconds; raises BreachError if they waited."""
    *others, last = sorted(heard, key=lambda answer: answer.after_s)
    check_ok(last)
    if last.payload.get("requestId") != slow.request_id:
        raise BreachError(f"an answer to another item came after that to the slow one{why}")
    for answer in others:
        check_ok(answer)
    if others[-1].after_s > PROMPT * last.after_s:
        raise BreachError(
            f"answers to other items after {others[-1].after_s:.1f} s: they waited for the slow one{why}"
        )
    return others[-1].after_s


CASES: Final = (
    Case(
        name="provider_down",
        sent=both(
            f"a good request, and one that has the registry fail, else the adapter ({HEADER}: error)",
            f"một yêu cầu đúng, và một yêu cầu khiến CSDL lỗi, nếu không thì bộ chuyển đổi ({HEADER}: error)",
        ),
        rule=rule(
            "§6 check 20",
            "a registry that does not do its work is 502 service_failed, sealed, and never not_found",
            "cơ sở dữ liệu không hoạt động là 502 service_failed, có ký, không bao giờ là not_found",
        ),
        run=provider_down,
        alone=True,
    ),
    Case(
        name="deadline",
        sent=both(
            f"a request with 1 s to wait that takes 2 s ({HEADER}: latency)",
            f"một yêu cầu chỉ chờ 1 giây nhưng mất 2 giây ({HEADER}: latency)",
        ),
        rule=rule(
            "§6 check 19",
            "without an answer of the registry before expiresAt it is 504 timeout, sealed, then",
            "CSDL không trả lời trước expiresAt thì ngay lúc đó là 504 timeout, có ký",
        ),
        run=deadline,
        alone=True,
    ),
    Case(
        name="slow_item",
        sent=both(
            f"128 items in one AMQP message, one forged, one slow ({HEADER}: latency;seconds=2)",
            f"128 mục trong một thông điệp AMQP, một giả mạo, một chậm ({HEADER}: latency;seconds=2)",
        ),
        rule=rule(
            "§5 Work",
            "items are worked on concurrently, each is answered when it is done",
            "các mục được xử lý đồng thời, mục nào xong thì trả lời mục đó",
        ),
        run=slow_item,
        alone=True,
    ),
    Case(
        name="slow_message",
        sent=both(
            f"a slow request ({HEADER}: latency;seconds=2), then another one in a message of its own",
            f"một yêu cầu chậm ({HEADER}: latency;seconds=2), rồi một yêu cầu khác ở thông điệp riêng",
        ),
        rule=rule(
            "§5 Work",
            "messages do not wait for each other",
            "các thông điệp không chờ nhau",
        ),
        run=slow_message,
        alone=True,
    ),
)
