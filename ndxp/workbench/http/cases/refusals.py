"""Calls that are not of their form, and what is said to them."""

import re
from dataclasses import replace
from typing import Final

from ndxp.workbench.http.bench import Asked
from ndxp.workbench.http.cases.trial import Trial
from ndxp.workbench.http.forms import CANARY
from ndxp.workbench.http.question import Call, Got
from ndxp.workbench.http.talk import Talk, all_of
from ndxp.workbench.judging import both
from ndxp.workbench.pace import MEBIBYTE
from ndxp.workbench.verdict import BreachError

MORE_S: Final = 5.0  # that a large body may take longer than others
_UNKNOWN: Final = "khongCoDichVuNay"
_PURPOSE: Final = re.compile(rb"<dan:MaTichHop>.*?</dan:MaTichHop>")
_OFFICER: Final = re.compile(rb"<dan:MaCanBo>.*?</dan:MaCanBo>")


async def unknown_operation(talk: Talk) -> str:
    asked = talk.first
    call = await asked.form.call(asked.found[0])
    named = replace(asked, service=replace(asked.service, code=_UNKNOWN))
    if asked.form.soap:
        renamed = call.body.replace(asked.service.code.encode(), _UNKNOWN.encode())
        return _refused(asked, await talk.call(asked, call.having(renamed)))
    base = call.path.rpartition("/")[0]
    moved = replace(call, path=f"{base}/{_UNKNOWN}" if call.path else "")
    return talk.refused(await talk.call(named, moved), "unknown_operation")


async def wrong_method(talk: Talk) -> str:
    asked = talk.first
    call = await asked.form.call(asked.found[0])
    got = await talk.call(asked, replace(call, method="DELETE", body=b"", media_type=""))
    return talk.refused(got, "wrong_method")


async def wrong_content_type(talk: Talk) -> str:
    asked, call = await talk.posted()
    got = await talk.call(asked, replace(call, media_type="image/png"))
    return talk.refused(got, "wrong_content_type")


async def malformed_parameter(talk: Talk) -> str:
    await all_of(_malformed(talk, each) for each in talk.bench.services)
    return f"{len(talk.bench.services)} services refuse it in their own words"


async def no_values(talk: Talk) -> str:
    for asked in talk.bench.services:
        got = await _malformed(talk, asked)
        told = [got.body, *(value.encode() for value in got.headers.values())]
        if any(CANARY.encode() in text for text in told):
            raise BreachError(f"{asked.service.code}: a refusal that repeats what was sent")
    return "no refusal repeats a value of its request"


async def missing_element(talk: Talk) -> str:
    asked = talk.soap
    call = await asked.form.call(asked.found[0])
    got = await talk.call(asked, call.having(_PURPOSE.sub(b"", call.body)))
    return _refused(asked, got)


async def wrong_order(talk: Talk) -> str:
    asked = talk.soap
    call = await asked.form.call(asked.found[0])
    purpose, officer = (one.findall(call.body)[0] for one in (_PURPOSE, _OFFICER))
    swapped = call.body.replace(purpose + officer, officer + purpose)
    return _refused(asked, await talk.call(asked, call.having(swapped)))


async def unreadable_body(talk: Talk) -> str:
    asked, call = await talk.posted()
    told = [
        _refused(asked, await talk.call(asked, call.having(body)))
        for body in (b'{"a": ', b"<a><b></a>", b"\xff\xfe\x00")
    ]
    return f"{told[0]} to broken JSON, broken XML and bytes that are no UTF-8"


async def large_body(talk: Talk) -> str:
    asked, call = await talk.posted()
    question = await talk.question(asked, call.having(b" " * (talk.pace.large_bytes + MEBIBYTE)))
    data = talk.line.written(question)
    got = await talk.line.raw(data, talk.pace.longest_patience_s + MORE_S)
    if got is None:
        raise BreachError("the connection ended without an answer")
    told = talk.refused(got, "large_body")
    await talk.check_alive()
    return f"{told}, and the next call is answered"


async def _malformed(talk: Talk, asked: Asked) -> Got:
    call: Call = asked.form.malformed(await asked.form.call(asked.found[0]))
    got = await talk.call(asked, call)
    try:
        _refused(asked, got)
    except BreachError as breach:
        raise BreachError(f"{asked.service.code}: {breach}") from None
    return got


def _refused(asked: Asked, got: Got) -> str:
    """What came, if the service refused in the form of the call."""
    told = asked.form.told(got)
    if told != "refused":
        raise BreachError(f"{told} instead of refused")
    return f"{got.status}, refused"


TRIALS: Final = (
    Trial(
        name="unknown_operation",
        topic="faults",
        sent=both("a call of an operation that there is not", "lời gọi tới thao tác không tồn tại"),
        rule=both(
            "it is refused in the words that the dialect has for it",
            "bị từ chối bằng đúng lỗi mà phương ngữ quy định",
        ),
        run=unknown_operation,
        trouble="unknown_operation",
    ),
    Trial(
        name="wrong_method",
        topic="faults",
        sent=both("the good call with DELETE", "lời gọi đúng nhưng dùng DELETE"),
        rule=both("it is refused with 405", "bị từ chối bằng 405"),
        run=wrong_method,
        trouble="wrong_method",
    ),
    Trial(
        name="wrong_content_type",
        topic="faults",
        sent=both("a good body as image/png", "nội dung đúng nhưng ghi là image/png"),
        rule=both("it is refused with 415", "bị từ chối bằng 415"),
        run=wrong_content_type,
        trouble="wrong_content_type",
    ),
    Trial(
        name="malformed_parameter",
        topic="refusals",
        sent=both(
            "a parameter that is not of its form, to every service",
            "tham số sai dạng, tới mỗi dịch vụ",
        ),
        rule=both(
            "it is refused as the registry refuses, never answered",
            "bị từ chối như chính cơ sở dữ liệu từ chối, không bao giờ được trả lời",
        ),
        run=malformed_parameter,
    ),
    Trial(
        name="no_values",
        topic="refusals",
        sent=both("the same, with a text of our own", "như trên, với một chuỗi của chúng tôi"),
        rule=both(
            "no refusal repeats what was sent", "không lời từ chối nào lặp lại giá trị đã gửi"
        ),
        run=no_values,
    ),
    Trial(
        name="missing_element",
        topic="refusals",
        sent=both("SOAP without MaTichHop", "SOAP thiếu MaTichHop"),
        rule=both("it is refused with a Fault", "bị từ chối bằng một Fault"),
        run=missing_element,
    ),
    Trial(
        name="wrong_order",
        topic="refusals",
        sent=both("SOAP with MaCanBo before MaTichHop", "SOAP có MaCanBo trước MaTichHop"),
        rule=both(
            "elements stand in their order, else it is refused with a Fault",
            "các phần tử phải đúng thứ tự, nếu không thì bị từ chối bằng một Fault",
        ),
        run=wrong_order,
    ),
    Trial(
        name="unreadable_body",
        topic="refusals",
        sent=both(
            "bodies that are neither JSON nor XML", "nội dung không phải JSON cũng không phải XML"
        ),
        rule=both("each is refused, none fails", "đều bị từ chối, không gây hỏng"),
        run=unreadable_body,
    ),
    Trial(
        name="large_body",
        topic="faults",
        sent=both("a body of 11 MiB, then the good call", "nội dung 11 MiB, rồi lời gọi đúng"),
        rule=both("it is refused with 413", "bị từ chối bằng 413"),
        run=large_body,
        trouble="large_body",
        alone=True,
    ),
)
