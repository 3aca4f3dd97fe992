"""Good questions: to every service, about what is there and what is not, made by chance."""

import itertools
from typing import Final

from gateway.message import ServiceId
from ndxp.workbench.heard import Heard
from ndxp.workbench.inputs.generated import generated
from ndxp.workbench.judging import both, check_good, check_taken, rule
from ndxp.workbench.talk import Talk, all_of
from ndxp.workbench.verdict import BreachError, Case, NotRunError

SIDE_BY_SIDE: Final = 4  # questions, to see whether they wait for each other
SHARE: Final = 0.75  # of the time that so many would take one after another
SLOW_S: Final = 0.03  # who is faster may do as it likes
HOPELESS: Final = "no service gives a good answer: mend good_call first"


async def good_call(talk: Talk) -> str:
    """The first case: which service answers, and how fast, is what the others go by."""
    talk.no_good_answer = HOPELESS
    judged = await all_of(_good(talk, service) for service in talk.bench.bodies)
    answering = [(service, heard) for service, heard, _ in judged if heard is not None]
    for service, heard in answering[:1]:
        talk.no_good_answer = ""
        talk.settle(service, heard.after_s)
        talk.serial = await _is_serial(talk)
    if breaches := [breach for _, _, breach in judged if breach]:
        raise BreachError("; ".join(breaches))
    return f"200 ok from {len(judged)} service(s), sealed and as the schema says"


async def _good(talk: Talk, service: ServiceId) -> tuple[ServiceId, Heard | None, str]:
    """A service, its answer if that is a 200, and what is wrong with it."""
    heard = None
    try:
        body = talk.bench.bodies[service].found
        heard = await talk.answer(talk.seal(talk.letter(body, service=service)))
        check_good(talk.bench, service, heard)
    except (BreachError, NotRunError) as breach:
        usable = heard if heard is not None and heard.content.status == 200 else None
        return service, usable, str(breach)
    return service, heard, ""


async def _is_serial(talk: Talk) -> bool:
    """Whether questions that come together are answered as if they had come one after another."""
    one_s = (await talk.answer(talk.seal())).after_s
    if one_s < SLOW_S:
        return False
    heard = await talk.each([talk.seal() for _ in range(SIDE_BY_SIDE)])
    return max(answer.after_s for answer in heard) > SHARE * SIDE_BY_SIDE * one_s


async def not_found(talk: Talk) -> str:
    asked = {s: b.unknown for s, b in talk.bench.bodies.items() if b.unknown is not None}
    if not asked:
        raise NotRunError("no body about a record that does not exist was given (--data)")
    letters = [talk.letter(body, service=service) for service, body in asked.items()]
    heard = await talk.each([talk.seal(letter) for letter in letters])
    for service, answer in zip(asked, heard, strict=True):
        check_good(talk.bench, service, answer, "not_found")
    return f"200 not_found from {len(asked)} service(s)"


async def crossed_answers(talk: Talk) -> str:
    """Whoever keeps one question's data where another finds them mixes these up."""
    bodies = talk.bodies
    if bodies.unknown is None:
        raise NotRunError("no body about a record that does not exist was given (--data)")
    asked = [bodies.found, bodies.unknown] * talk.pace.side_by_side
    heard = await talk.paired([talk.seal(talk.letter(body)) for body in asked])
    wrong = sum(
        answer.told != (200, outcome, None)
        for answer, outcome in zip(heard, itertools.cycle(["ok", "not_found"]), strict=False)
    )
    if wrong:
        raise BreachError(f"{wrong} of {len(asked)} answers are not to their question")
    return f"{len(asked)} answers, each to its question"


async def generated_input(talk: Talk) -> str:
    bench, count = talk.bench, 0
    for service, bodies in bench.bodies.items():
        schema, _ = bench.catalogue.schemas(service)
        made = generated(
            schema,
            bodies.found,
            lambda body, service=service: bench.faults(service, body),  # type: ignore[misc]  # binds service now
            talk.chance(f"generated_input {service}"),
            talk.pace.generated,
        )
        letters = [talk.letter(body, service=service) for body in made]
        heard = await talk.paired([talk.seal(letter) for letter in letters])
        for answer in heard:
            check_taken(bench, service, answer)
        count += len(made)
    return f"{count} answers, found or not, all as the schemas say"


CASES: Final = (
    Case(
        name="good_call",
        sent=both(
            "a good request to each service that the client may call",
            "một yêu cầu đúng tới mỗi dịch vụ mà bên gọi được phép gọi",
        ),
        rule=rule(
            "§1, §2, §6",
            "answered under the provider's seal, as the schema says",
            "được trả lời, có chữ ký của bên cung cấp, đúng lược đồ",
        ),
        run=good_call,
    ),
    Case(
        name="not_found",
        sent=both(
            "a well-formed request about a record that does not exist, to each service",
            "một yêu cầu hợp lệ về bản ghi không tồn tại, tới mỗi dịch vụ",
        ),
        rule=rule(
            "§4, §6 check 21",
            "200 with the outcome not_found, and a body as the schema says",
            "200 với outcome not_found, nội dung đúng lược đồ",
        ),
        run=not_found,
    ),
    Case(
        name="crossed_answers",
        sent=both(
            "16 requests about a record that exists and 16 about one that does not, at the same time",
            "16 yêu cầu về bản ghi có thật và 16 về bản ghi không có, cùng lúc",
        ),
        rule=rule(
            "§5 Work",
            "items are worked on concurrently, and each gets the answer to its own question",
            "các mục được xử lý đồng thời, mỗi mục nhận trả lời của chính nó",
        ),
        run=crossed_answers,
        alone=True,
    ),
    Case(
        name="generated_input",
        sent=both(
            "requests made by chance that the request schema takes, to each service",
            "các yêu cầu sinh ngẫu nhiên mà lược đồ chấp nhận, tới mỗi dịch vụ",
        ),
        rule=rule(
            "§6 checks 18 to 21",
            "what the schema takes is worked on: 200 as the response schema says, or 422 "
            "service_refused by the registry",
            "yêu cầu đúng lược đồ được xử lý: 200 đúng lược đồ trả lời, hoặc CSDL từ chối bằng 422 "
            "service_refused",
        ),
        run=generated_input,
    ),
)
