"""Bodies as large as the edge takes them."""

from dataclasses import replace
from typing import Final

from gateway.bus.wire import pack_batch
from gateway.errors import InvalidBodyError, SchemaViolationError
from ndxp.workbench.heard import Heard
from ndxp.workbench.judging import both, check_ok, rule
from ndxp.workbench.letters import dump
from ndxp.workbench.pace import MEBIBYTE
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import BreachError, Case

MORE_S: Final = 5.0  # that such a message may take longer than others


async def large_body(talk: Talk) -> str:
    good = dump(talk.bodies.found)
    body = good[:-1] + b" " * (talk.pace.large_bytes - len(good)) + good[-1:]
    check_ok(await _answer(talk, body))
    return f"200 ok to {_mebibytes(talk)} of JSON, most of it blanks"


async def large_value(talk: Talk) -> str:
    body = dump({**talk.bodies.found, "KhongCoTruongNay": "x" * talk.pace.large_bytes})
    heard = await _answer(talk, body[: talk.pace.large_bytes - 2] + b'"}')
    refusals = [(e.status, e.outcome, e.code) for e in (SchemaViolationError, InvalidBodyError)]
    if heard.told not in refusals:
        raise BreachError(f"{heard} instead of 422 invalid schema_violation")
    check_ok(await talk.answer(talk.seal()))
    return f"{heard} to {_mebibytes(talk)}, and the next request is answered"


async def _answer(talk: Talk, body: bytes) -> Heard:
    request = talk.seal(replace(talk.letter(), body=body))
    (heard,) = await talk.answers_to(pack_batch([request.sealed]), 1, MORE_S)
    return heard


def _mebibytes(talk: Talk) -> str:
    return f"{talk.pace.large_bytes / MEBIBYTE:g} MiB"


CASES: Final = (
    Case(
        name="large_body",
        sent=both(
            "a good request in a body of 10 MiB: JSON may hold as many blanks",
            "một yêu cầu đúng trong nội dung 10 MiB: JSON được phép có chừng ấy khoảng trắng",
        ),
        rule=rule(
            "§5 Body, §7",
            "a body may have 10 MiB, and an item alone may be larger than 1 MiB",
            "nội dung được tới 10 MiB, một mục đi riêng được lớn hơn 1 MiB",
        ),
        run=large_body,
        alone=True,
    ),
    Case(
        name="large_value",
        sent=both(
            "a body of 10 MiB that is one long unknown text, then a good request",
            "nội dung 10 MiB là một chuỗi dài không có trong lược đồ, rồi một yêu cầu đúng",
        ),
        rule=rule(
            "§6 check 18, §7",
            "it is refused like a small one, and costs nobody else an answer",
            "bị từ chối như nội dung nhỏ, và không làm mất trả lời của ai khác",
        ),
        run=large_value,
        alone=True,
    ),
)
