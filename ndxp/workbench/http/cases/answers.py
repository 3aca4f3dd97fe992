"""What good calls are answered, one by one and many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndxp.workbench.http.bench import Asked
from ndxp.workbench.http.cases.trial import Trial
from ndxp.workbench.http.forms import Body, Told
from ndxp.workbench.http.talk import Talk, all_of
from ndxp.workbench.judging import both
from ndxp.workbench.verdict import BreachError, NotRunError


async def good_call(talk: Talk) -> str:
    talk.hopeless = "the good call to the first service is not answered as it has to be"
    await _expect(talk, talk.first, talk.first.found[0], "found")
    talk.hopeless = ""
    await all_of(_expect(talk, each, each.found[0], "found") for each in talk.bench.services[1:])
    return f"{len(talk.bench.services)} services answer with a record"


async def not_found(talk: Talk) -> str:
    asked = [(each, each.unknown) for each in talk.bench.services if each.unknown is not None]
    if not asked:
        raise NotRunError("no body of --data is about a record that does not exist")
    await all_of(_expect(talk, each, body, "not found") for each, body in asked)
    return f"{len(asked)} services say that there is nothing"


async def concurrency(talk: Talk) -> str:
    """Found and unknown by turns, of as many records as there are."""
    each = talk.first
    marked = await all_of(_mark(talk, each, body) for body in _some(each, talk.pace.side_by_side))
    asked = [one for one in marked for _ in range(talk.pace.side_by_side // len(marked))]
    unknown = [] if each.unknown is None else [each.unknown] * talk.pace.side_by_side
    alone = frozenset().union(*(one.marks for one in marked))
    await all_of(
        [
            *(_check_own(talk, one, alone) for one in asked),
            *(_expect(talk, each, body, "not found") for body in unknown),
        ]
    )
    return f"{len(asked) + len(unknown)} calls at a time, each with its own answer"


async def _expect(talk: Talk, asked: Asked, body: Body, wanted: Told) -> None:
    got = await talk.ask(asked, body)
    try:
        told = asked.form.told(got)
    except BreachError as breach:
        raise BreachError(f"{asked.service.code}: {talk.refusal(got) or breach}") from None
    if told != wanted:
        said = talk.refusal(got) or told
        raise BreachError(f"{asked.service.code}: {said} instead of {wanted}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """A question, and those of its values that its answer repeats."""

    body: Body
    marks: frozenset[bytes]


def _some(asked: Asked, most: int) -> Sequence[Body]:
    return asked.found[:most]


async def _mark(talk: Talk, asked: Asked, body: Body) -> _Marked:
    came = (await talk.ask(asked, body)).body
    values = [str(value).encode() for value in body.values() if isinstance(value, str)]
    return _Marked(body=body, marks=frozenset(value for value in values if value in came))


async def _check_own(talk: Talk, one: _Marked, known: frozenset[bytes]) -> None:
    got = await talk.ask(talk.first, one.body)
    told = talk.first.form.told(got)
    if told != "found":
        raise BreachError(f"{told} instead of found, among others")
    if any(mark not in got.body for mark in one.marks):
        others = any(mark in got.body for mark in known - one.marks)
        raise BreachError(f"an answer {'to another question' if others else 'without its record'}")


TRIALS: Final = (
    Trial(
        name="good_call",
        topic="answers",
        sent=both(
            "a good request to every service, about a record that exists",
            "yêu cầu đúng tới mỗi dịch vụ, về một bản ghi có thật",
        ),
        rule=both(
            "the answer is the record, in the registry's own form",
            "trả lời là bản ghi, đúng hình thức của cơ sở dữ liệu",
        ),
        run=good_call,
    ),
    Trial(
        name="not_found",
        topic="answers",
        sent=both(
            "a well-formed request to every service, about a record that does not exist",
            "yêu cầu đúng dạng tới mỗi dịch vụ, về một bản ghi không có",
        ),
        rule=both(
            "nothing found is the registry's own empty answer, no error",
            "không tìm thấy là trả lời rỗng của chính cơ sở dữ liệu, không phải lỗi",
        ),
        run=not_found,
    ),
    Trial(
        name="concurrency",
        topic=None,
        sent=both(
            "32 questions at a time, about records that exist and one that does not",
            "32 câu hỏi cùng lúc, về bản ghi có thật và không có",
        ),
        rule=both("every question gets its own answer", "mỗi câu hỏi nhận đúng trả lời của mình"),
        run=concurrency,
        alone=True,
    ),
)
