"""Every edge of the request schemas: what is just outside is refused with its pointer, what is inside is not."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from gateway.errors import InvalidBodyError
from gateway.message import ServiceId
from ndxp.workbench.bench import Body
from ndxp.workbench.inputs.edges import Edge, Kind, inside, outside
from ndxp.workbench.judging import both, check_taken, refused, refused_at, rule
from ndxp.workbench.letters import dump
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import BreachError, Case, NotRunError

DEEP: Final = 1000  # levels; 200 are allowed


def edge_case(kind: Kind) -> Callable[[Talk], Awaitable[str]]:
    """What tries one kind of edge at all services."""

    async def run(talk: Talk) -> str:
        asked = [
            (service, edge)
            for service in talk.bench.bodies
            for edge in _outside(talk, service)
            if edge.kind == kind
        ]
        if not asked:
            raise NotRunError("no request schema has such an edge")
        letters = [talk.letter(edge.body, service=service) for service, edge in asked]
        heard = await talk.paired([talk.seal(letter) for letter in letters])
        for (service, edge), answer in zip(asked, heard, strict=True):
            try:
                refused_at(answer, edge.pointer)
            except BreachError as breach:
                place = edge.pointer or "the body"
                raise BreachError(f"{service.code} {place}, {edge.what}: {breach}") from None
        return f"{len(asked)} bodies refused with 422 schema_violation at their pointer"

    return run


async def inside_bounds(talk: Talk) -> str:
    bench = talk.bench
    asked = [
        (service, what, body)
        for service, bodies in bench.bodies.items()
        for what, body in inside(
            bench.catalogue.schemas(service)[0],
            bodies.found,
            lambda body, service=service: bench.faults(service, body),  # type: ignore[misc]  # binds service now
        )
    ]
    if not asked:
        raise NotRunError("no request schema has a bound that a body could touch")
    letters = [talk.letter(body, service=service) for service, _, body in asked]
    heard = await talk.paired([talk.seal(letter) for letter in letters])
    for (service, what, _), answer in zip(asked, heard, strict=True):
        try:
            check_taken(bench, service, answer)
        except BreachError as breach:
            raise BreachError(f"{what}: {breach}") from None
    return f"{len(asked)} bodies taken"


async def invalid_body(talk: Talk) -> str:
    asked = _not_json(talk.bodies.found)
    requests = [talk.seal(replace(talk.letter(), body=body)) for body in asked.values()]
    for what, answer in zip(asked, await talk.paired(requests), strict=True):
        try:
            refused(answer, InvalidBodyError)
        except BreachError as breach:
            raise BreachError(f"{what}: {breach}") from None
    return f"{len(asked)} bodies refused with 400 invalid_body"


def _outside(talk: Talk, service: ServiceId) -> list[Edge]:
    bench = talk.bench
    schema, _ = bench.catalogue.schemas(service)
    good = bench.bodies[service].found
    return list(outside(schema, good, lambda body: bench.faults(service, body)))


def _not_json(body: Body) -> Mapping[str, bytes]:
    good, first = dump(body), dict(list(body.items())[:1])
    twice = {"a key twice": dump(first)[:-1] + b", " + good[1:]} if first else {}
    return {
        "nothing": b"",
        "an end that is missing": good[:-1],
        "something behind it": good + b" x",
        "a second value behind it": good + good,
        **twice,
        "NaN": b'{"x": NaN}',
        "bytes that are no UTF-8": b'{"x": "\xff"}',
        f"{DEEP} levels": b"[" * DEEP + b"]" * DEEP,
    }


_SENT: Final[Mapping[Kind, tuple[str, str, str]]] = {
    "missing": (
        "missing_member",
        "for each required member: the good request without it",
        "với mỗi trường bắt buộc: yêu cầu đúng nhưng thiếu trường đó",
    ),
    "extra": (
        "extra_member",
        "for each object: the good request with a member that its schema does not know",
        "với mỗi đối tượng: yêu cầu đúng nhưng thêm một trường không có trong lược đồ",
    ),
    "type": (
        "wrong_type",
        "for each member: numbers for text, text for numbers, true for 1, null, an array or object "
        "around it",
        "với mỗi trường: số thay chữ, chữ thay số, true thay 1, null, bọc trong mảng hoặc đối tượng",
    ),
    "bounds": (
        "out_of_bounds",
        "for each bound: maxLength + 1, minLength - 1, minimum - 1, maximum + 1, items too many or few",
        "với mỗi giới hạn: maxLength + 1, minLength - 1, minimum - 1, maximum + 1, thừa hoặc thiếu phần tử",
    ),
    "format": (
        "wrong_format",
        "for each text: another sign, a line break, a blank, a digit of another script, a wrong check "
        "digit or day",
        "với mỗi chuỗi: ký tự lạ, xuống dòng, khoảng trắng, chữ số của hệ chữ khác, sai số kiểm tra hoặc "
        "ngày không có thật",
    ),
}

CASES: Final = (
    Case(
        name="invalid_body",
        sent=both(
            "bodies that are not one JSON value in UTF-8: cut, followed by something, a key twice, NaN, "
            "no UTF-8, too deep",
            "nội dung không phải một giá trị JSON UTF-8: bị cắt, có phần thừa, trùng khóa, NaN, sai UTF-8, "
            "lồng quá sâu",
        ),
        rule=rule(
            "§6 check 18, §7, §8",
            "refused with 400 invalid_body, sealed",
            "bị từ chối bằng 400 invalid_body, có ký",
        ),
        run=invalid_body,
    ),
    *(
        Case(
            name=name,
            sent=both(en, vi),
            rule=rule(
                "§6 check 18, §8",
                "refused with 422 schema_violation, sealed, with the JSON pointer",
                "bị từ chối bằng 422 schema_violation, có ký, nêu JSON pointer",
            ),
            run=edge_case(kind),
        )
        for kind, (name, en, vi) in _SENT.items()
    ),
    Case(
        name="inside_bounds",
        sent=both(
            "bodies that touch a bound: the longest and shortest text, the largest and smallest number, "
            "each word of a list, letters of four bytes",
            "các nội dung chạm giới hạn: chuỗi dài nhất, ngắn nhất, số lớn nhất, nhỏ nhất, từng giá trị "
            "trong danh sách, ký tự bốn byte",
        ),
        rule=rule(
            "§6 checks 18 to 21",
            "what the schema takes is worked on; lengths count characters",
            "nội dung đúng lược đồ được xử lý; độ dài tính theo ký tự",
        ),
        run=inside_bounds,
    ),
)
