"""What the provider's side refuses, under its own seal, and how it says so."""

from collections.abc import Iterator
from typing import Any, Final

from gateway.errors import AccessDeniedError, UnknownMemberError, UnknownServiceError
from gateway.message import SubsystemId
from ndxp.workbench.heard import Heard
from ndxp.workbench.inputs.edges import outside
from ndxp.workbench.judging import PLACE, both, refused, rule
from ndxp.workbench.letters import HEADERS, Party, unknown_service
from ndxp.workbench.life import GoneError
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import BreachError, Case, NotRunError

MOST: Final = 20  # bodies


async def unknown_service_refused(talk: Talk) -> str:
    return refused(await _ask_unknown(talk), UnknownServiceError)


async def unknown_member(talk: Talk) -> str:
    """A subsystem that the network document does not have, of a member that it has."""
    client = talk.bench.client
    nobody = SubsystemId.parse(f"{client.id.member}/khong-co")
    party = Party(id=nobody, signer=client.signer)
    return refused(await talk.answer(talk.seal(talk.letter(party=party))), UnknownMemberError)


async def no_right(talk: Talk) -> str:
    if talk.bench.denied is None:
        raise NotRunError("every member whose key lies in the state folder may call every service")
    party, service = talk.bench.denied
    bodies = talk.bench.bodies.get(service, talk.bodies)
    letter = talk.letter(bodies.found, service=service, party=party)
    return refused(await talk.answer(talk.seal(letter)), AccessDeniedError)


async def problem_form(talk: Talk) -> str:
    request = talk.seal(talk.letter(service=unknown_service(talk.service)))
    heard = await talk.answer(request)
    refused(heard, UnknownServiceError)
    if faults := list(_unlike_a_problem(heard, request.request_id)):
        raise BreachError(f"{heard}: {'; '.join(faults)}")
    return "type, message, detail and X-Road-Error, as they have to be"


async def language(talk: Talk) -> str:
    english, mixed, vietnamese = [
        (await _ask_unknown(talk, accepted)).message
        for accepted in ("en", "vi;q=0.5, en", "vi-VN, en;q=0.5")
    ]
    if not english or english == vietnamese:
        raise BreachError("the same message in both languages")
    if mixed != english:
        raise BreachError("Vietnamese where English was preferred")
    return "an English message and a Vietnamese one"


async def no_values(talk: Talk) -> str:
    """The last case: it looks back on all refusals that there were, for any value of any body."""
    why_not = talk.hopeless
    if not why_not:
        try:
            await _provoke(talk)
        except GoneError as gone:
            why_not = str(gone)
    if talk.leaks.found:
        raise BreachError(
            f"{talk.leaks.found}, and its problem document repeats a value that was sent"
        )
    if why_not:
        raise NotRunError(why_not)
    if not talk.leaks.refusals:
        raise NotRunError("nothing was refused: the request schema takes everything")
    return f"{talk.leaks.refusals} refusals, and none with a value that was sent"


async def _provoke(talk: Talk) -> None:
    """Ask what a schema or a registry refuses, for where this case is run with the good call alone."""
    bench, service = talk.bench, talk.service
    schema, _ = bench.catalogue.schemas(service)
    edges = outside(schema, talk.bodies.found, lambda body: bench.faults(service, body))
    asked = [{**edge.body, **_SECRET} for edge in edges if isinstance(edge.body, dict)][:MOST]
    letters = [talk.letter(body) for body in asked]
    letters += [
        talk.letter(bodies.unknown, service=each)
        for each, bodies in bench.bodies.items()
        if bodies.unknown is not None
    ]
    await talk.paired([talk.seal(letter) for letter in letters])


_SECRET: Final = {"KhongCoTruongNay": "khong-duoc-lap-lai"}


async def _ask_unknown(talk: Talk, accepted: str = "en") -> Heard:
    headers = (HEADERS[0], ("Accept-Language", accepted))
    letter = talk.letter(service=unknown_service(talk.service), headers=headers)
    return await talk.answer(talk.seal(letter))


def _unlike_a_problem(heard: Heard, request_id: str) -> Iterator[str]:
    document: Any = heard.body if isinstance(heard.body, dict) else {}
    wanted = f"{PLACE}.{UnknownServiceError.code}"
    if document.keys() != {"type", "message", "detail"}:
        yield "it has not the members type, message and detail alone"
    if document.get("type") != wanted:
        yield f"type is not {wanted}"
    if document.get("detail") != request_id:
        yield "detail is not the requestId"
    if not heard.message:
        yield "there is no message"
    errors = [v for name, v in heard.content.headers if name.lower() == "x-road-error"]
    if errors != [wanted]:
        yield "X-Road-Error is not the type"


CASES: Final = (
    Case(
        name="unknown_service",
        sent=both(
            "a request to a service that the subsystem does not have",
            "yêu cầu tới dịch vụ mà hệ thống không có",
        ),
        rule=rule(
            "§6 check 16",
            "another service is refused with 404 unknown_service, sealed",
            "dịch vụ khác bị từ chối bằng 404 unknown_service, có ký",
        ),
        run=unknown_service_refused,
    ),
    Case(
        name="unknown_member",
        sent=both(
            "a request of a subsystem that the network document does not have",
            "yêu cầu của hệ thống không có trong tài liệu mạng lưới",
        ),
        rule=rule(
            "§6 check 17",
            "a client that is not in the network is refused with 403 unknown_member, sealed",
            "bên gọi không có trong mạng lưới bị từ chối bằng 403 unknown_member, có ký",
        ),
        run=unknown_member,
    ),
    Case(
        name="no_right",
        sent=both(
            "a request of a member that has no right to the service",
            "yêu cầu của thành viên không có quyền với dịch vụ",
        ),
        rule=rule(
            "§6 check 17, §10",
            "without a right it is refused with 403 access_denied, sealed",
            "không có quyền thì bị từ chối bằng 403 access_denied, có ký",
        ),
        run=no_right,
    ),
    Case(
        name="problem_form",
        sent=both(
            "a request to a service that the subsystem does not have",
            "yêu cầu tới dịch vụ mà hệ thống không có",
        ),
        rule=rule(
            "§6 The answer, §7",
            "a refusal is a problem document: type, message, detail (the requestId), and X-Road-Error",
            "từ chối là một tài liệu lỗi: type, message, detail (là requestId) và X-Road-Error",
        ),
        run=problem_form,
    ),
    Case(
        name="language",
        sent=both(
            "the same wrong request with Accept-Language en, vi;q=0.5, en and vi-VN, en;q=0.5",
            "cùng một yêu cầu sai với Accept-Language en, vi;q=0.5, en và vi-VN, en;q=0.5",
        ),
        rule=rule(
            "§6 The answer, §7",
            "the message is in the language that the request prefers",
            "thông báo lỗi theo ngôn ngữ mà yêu cầu ưu tiên",
        ),
        run=language,
    ),
    Case(
        name="no_values",
        sent=both(
            "requests that break the schema in many ways; all refusals of all cases are looked at",
            "các yêu cầu sai lược đồ theo nhiều kiểu; mọi trả lời từ chối của mọi phép thử đều được xem",
        ),
        rule=rule(
            "§7",
            "the message says what to do, without any value that was sent",
            "thông báo nói phải làm gì, không lặp lại giá trị nào đã gửi",
        ),
        run=no_values,
        last=True,
    ),
)
