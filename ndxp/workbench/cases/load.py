"""How fast: told for comparison, and bad only where nobody could work with it."""

import asyncio
import math
import time
from collections.abc import Sequence
from typing import Final

from ndxp.workbench.judging import both, check_ok, our_rule
from ndxp.workbench.talk import Talk, all_of
from ndxp.workbench.verdict import BreachError, Case

IN_FLIGHT: Final = 4  # messages
TOGETHER: Final = 32  # exchanges in each


async def latency(talk: Talk) -> str:
    took_ms: list[float] = []
    until = time.monotonic() + talk.pace.patience_s
    while len(took_ms) < talk.pace.calls and (time.monotonic() < until or not took_ms):
        heard = await talk.answer(talk.seal())
        check_ok(heard)
        took_ms.append(heard.after_s * 1000)
    p50, p99 = _percentile(took_ms, 0.5), _percentile(took_ms, 0.99)
    talk.measured |= {"latency_p50_ms": round(p50, 2), "latency_p99_ms": round(p99, 2)}
    got = f"{len(took_ms)} calls one after another: p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    if p50 > talk.pace.slowest_ms:
        raise BreachError(got + talk.why_slow)
    return got


async def throughput(talk: Talk) -> str:
    began = time.monotonic()
    answered = sum(await all_of(_ask_on(talk, began) for _ in range(IN_FLIGHT)))
    per_s = answered / (time.monotonic() - began)
    talk.measured["throughput_per_s"] = round(per_s, 1)
    got = f"{answered} exchanges, {per_s:.0f}/s with {IN_FLIGHT * TOGETHER} in flight"
    if per_s < talk.pace.least_per_s:
        raise BreachError(got + talk.why_slow)
    return got


async def _ask_on(talk: Talk, began: float) -> int:
    answered = 0
    while answered == 0 or time.monotonic() - began < talk.pace.load_s:
        requests = [talk.seal() for _ in range(TOGETHER)]
        await asyncio.sleep(0)  # sealing is work: the answers to the others have to be heard
        for heard in await talk.answers([r.sealed for r in requests], TOGETHER):
            check_ok(heard)
        answered += TOGETHER
    return answered


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


CASES: Final = (
    Case(
        name="latency",
        sent=both("good requests, one after another", "các yêu cầu đúng, lần lượt từng cái"),
        rule=our_rule(
            "callers wait 30 s: half of the answers have to come within 1 s",
            "bên gọi chờ 30 giây: một nửa số trả lời phải đến trong 1 giây",
        ),
        run=latency,
        alone=True,
    ),
    Case(
        name="throughput",
        sent=both(
            f"good requests in batches of {TOGETHER}, {IN_FLIGHT} messages at a time",
            f"các yêu cầu đúng theo lô {TOGETHER}, {IN_FLIGHT} thông điệp cùng lúc",
        ),
        rule=our_rule(
            "items are worked on concurrently: at least 20 exchanges a second",
            "các mục được xử lý đồng thời: ít nhất 20 giao dịch mỗi giây",
        ),
        run=throughput,
        alone=True,
    ),
)
