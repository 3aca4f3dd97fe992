"""What no client would send, and how fast it goes otherwise."""

import asyncio
import math
import random
import time
from collections.abc import Iterator, Sequence
from typing import Final

from ndxp.workbench.http.bench import Asked
from ndxp.workbench.http.cases.trial import Trial
from ndxp.workbench.http.question import Call, Got, Question
from ndxp.workbench.http.talk import Talk, all_of
from ndxp.workbench.judging import both
from ndxp.workbench.verdict import BreachError

TOGETHER: Final = 32  # calls in flight
_TEXT: Final = "".join(map(chr, range(33, 127)))


async def garbage(talk: Talk) -> str:
    chance = talk.chance("garbage")
    asked, call = talk.first, await talk.first.form.call(talk.first.found[0])
    good = await talk.question(asked, call)
    sent = [data for _ in range(talk.pace.generated) for data in _spoilt(talk, good, chance)]
    for data in sent:
        got = await talk.line.raw(data, talk.pace.longest_patience_s)
        if got is not None and got.status >= 500 and not _is_fault(asked, got):
            raise BreachError(f"{got.status} to bytes made with seed {talk.seed}")
    await talk.check_alive()
    return f"{len(sent)} pieces refused or left, and the good call is answered"


async def latency(talk: Talk) -> str:
    asked, call = talk.first, await talk.first.form.call(talk.first.found[0])
    took_ms: list[float] = []
    until = time.monotonic() + talk.pace.patience_s
    while len(took_ms) < talk.pace.calls and (time.monotonic() < until or not took_ms):
        took_ms.append(await _ask(talk, asked, call) * 1000)
    p50, p99 = _percentile(took_ms, 0.5), _percentile(took_ms, 0.99)
    talk.measured |= {"latency_p50_ms": round(p50, 2), "latency_p99_ms": round(p99, 2)}
    got = f"{len(took_ms)} calls one after another: p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    if p50 > talk.pace.slowest_ms:
        raise BreachError(got)
    return got


async def throughput(talk: Talk) -> str:
    asked, call = talk.first, await talk.first.form.call(talk.first.found[0])
    began = time.monotonic()

    async def ask_on() -> int:
        answered = 0
        while answered == 0 or time.monotonic() - began < talk.pace.load_s:
            await _ask(talk, asked, call)
            answered += 1
        return answered

    answered = sum(await all_of(ask_on() for _ in range(TOGETHER)))
    per_s = answered / (time.monotonic() - began)
    talk.measured["throughput_per_s"] = round(per_s, 1)
    got = f"{answered} calls, {per_s:.0f}/s with {TOGETHER} in flight"
    if per_s < talk.pace.least_per_s:
        raise BreachError(got)
    return got


async def _ask(talk: Talk, asked: Asked, call: Call) -> float:
    """How long a good call takes; raises BreachError unless it is answered."""
    got = await talk.call(asked, call)
    if (told := asked.form.told(got)) != "found":
        raise BreachError(f"{told} instead of found")
    await asyncio.sleep(0)
    return got.after_s


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def _spoilt(talk: Talk, good: Question, chance: random.Random) -> Iterator[bytes]:
    """Bytes that are no HTTP, and HTTP with something in it that no client means."""
    noise = chance.randbytes(chance.randrange(1, 400))
    text = "".join(chance.choices(_TEXT, k=chance.randrange(1, 60)))
    yield noise.replace(b"\n", b"") + b"\r\n\r\n"
    yield talk.line.written(good.with_headers({"Authorization": text}))
    yield talk.line.written(good.with_headers({text.strip(":") or "a": "x"}))
    yield talk.line.written(_changed(good, target=f"{good.target.partition('?')[0]}/{text}"))
    yield talk.line.written(_changed(good, target=f"{good.target.partition('?')[0]}?{text}"))
    yield talk.line.written(_changed(good, body=noise, method="POST"))
    cut = chance.randrange(len(good.body) + 1)
    yield talk.line.written(_changed(good, body=good.body[:cut] + noise[:3] + good.body[cut:]))


def _changed(good: Question, **changed: object) -> Question:
    fields = {name: getattr(good, name) for name in ("method", "target", "headers", "body")}
    return Question(**{**fields, **changed})


def _is_fault(asked: Asked, got: Got) -> bool:
    """SOAP refuses with HTTP 500 and a Fault of the client."""
    if not asked.form.soap:
        return False
    try:
        return asked.form.told(got) == "refused"
    except BreachError:
        return False


TRIALS: Final = (
    Trial(
        name="garbage",
        topic=None,
        sent=both(
            "bytes that are no HTTP, and calls with chance in path, query, headers and body",
            "byte không phải HTTP, và lời gọi có đường dẫn, tham số, tiêu đề, nội dung ngẫu nhiên",
        ),
        rule=both(
            "bad input is refused with a 4xx, never with a 5xx, and nobody is left waiting",
            "đầu vào sai bị từ chối bằng 4xx, không bao giờ 5xx, và không ai phải chờ mãi",
        ),
        run=garbage,
        alone=True,
    ),
    Trial(
        name="latency",
        topic=None,
        sent=both("good calls, one after another", "các lời gọi đúng, lần lượt"),
        rule=both(
            "callers wait 30 s: half of the answers have to come within 1 s",
            "bên gọi chờ 30 giây: một nửa số trả lời phải đến trong 1 giây",
        ),
        run=latency,
        alone=True,
    ),
    Trial(
        name="throughput",
        topic=None,
        sent=both(f"good calls, {TOGETHER} in flight", f"các lời gọi đúng, {TOGETHER} cùng lúc"),
        rule=both(
            "calls are worked on concurrently: at least 20 a second",
            "các lời gọi được xử lý đồng thời: ít nhất 20 lời gọi mỗi giây",
        ),
        run=throughput,
        alone=True,
    ),
)
