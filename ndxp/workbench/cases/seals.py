"""The provider's own seals: whether they hold, belong to their question and have the form."""

from typing import Final

import msgpack

from gateway.bus.wire import CONTENT_TYPE
from gateway.signature import SealedRequest
from ndxp.workbench.forged import repacked
from ndxp.workbench.heard import Heard
from ndxp.workbench.inputs.edges import outside
from ndxp.workbench.judging import both, check_ok, malformed, rule, unpaired
from ndxp.workbench.letters import unknown_service
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import BreachError, Case

SALTED: Final = 4  # answers whose salts are compared


async def pairing(talk: Talk) -> str:
    """Of a good answer and of two refusals: an adapter may pair the one and forget the others."""
    requests = _good_and_refused(talk)
    for request, heard in zip(requests, await talk.each(requests), strict=True):
        if faults := list(unpaired(request, heard)):
            raise BreachError(f"{heard}, but these do not belong: {', '.join(faults)}")
    return f"{len(requests)} answers, each naming its request"


async def answer_form(talk: Talk) -> str:
    requests = _good_and_refused(talk)
    for request, heard in zip(requests, await talk.each(requests), strict=True):
        faults = [*malformed(request, heard, talk.bench.clock.now_ms()), *_unlike_http(heard)]
        if heard.content_type != CONTENT_TYPE:
            faults.append("another content_type of the AMQP message")
        if faults:
            raise BreachError(f"{heard}: {'; '.join(faults)}")
    return f"{len(requests)} answers of the form"


async def fresh_salt(talk: Talk) -> str:
    heard = await talk.each([talk.seal() for _ in range(SALTED)])
    salts = {msgpack.unpackb(answer.sealed.content)["salt"] for answer in heard}
    if len(salts) < SALTED:
        raise BreachError(f"{len(salts)} salts in {SALTED} answers")
    return f"{SALTED} answers, {SALTED} salts"


async def other_packing(talk: Talk) -> str:
    changed = repacked(talk.seal().sealed, talk.bench.client.signer)
    (heard,) = await talk.answers([changed], 1)
    check_ok(heard)
    return str(heard)


def _good_and_refused(talk: Talk) -> list[SealedRequest]:
    bench, service = talk.bench, talk.service
    letters = [talk.letter(), talk.letter(service=unknown_service(service))]
    schema, _ = bench.catalogue.schemas(service)
    edges = outside(schema, talk.bodies.found, lambda body: bench.faults(service, body))
    if (edge := next(edges, None)) is not None:
        letters.append(talk.letter(edge.body))
    return [talk.seal(letter) for letter in letters]


def _unlike_http(heard: Heard) -> list[str]:
    types = [v for name, v in heard.content.headers if name.lower() == "content-type"]
    good = len(types) == 1 and types[0].partition(";")[0].strip().lower() == "application/json"
    return [] if good else ["its Content-Type is not application/json"]


CASES: Final = (
    Case(
        name="pairing",
        sent=both(
            "a good request, one to an unknown service, one that breaks the schema",
            "một yêu cầu đúng, một tới dịch vụ không có, một sai lược đồ",
        ),
        rule=rule(
            "§4",
            "every answer repeats id, requestId, client and service, and has requestDigest",
            "mọi trả lời lặp lại id, requestId, client, service và có requestDigest",
        ),
        run=pairing,
    ),
    Case(
        name="answer_form",
        sent=both(
            "a good request, one to an unknown service, one that breaks the schema",
            "một yêu cầu đúng, một tới dịch vụ không có, một sai lược đồ",
        ),
        rule=rule(
            "§3, §4, §5",
            "payload, content and AMQP properties have their form, times are milliseconds, outcome "
            "goes with status, and a failure has a code",
            "payload, nội dung và thuộc tính AMQP đúng dạng, thời gian tính bằng mili giây, outcome "
            "khớp status, lỗi thì có code",
        ),
        run=answer_form,
    ),
    Case(
        name="fresh_salt",
        sent=both(f"{SALTED} good requests", f"{SALTED} yêu cầu đúng"),
        rule=rule(
            "§3",
            "each message has a new salt of 16 random bytes",
            "mỗi thông điệp có salt mới gồm 16 byte ngẫu nhiên",
        ),
        run=fresh_salt,
    ),
    Case(
        name="other_packing",
        sent=both(
            "a good request whose content msgpack writes in another way: keys in reverse, long lengths",
            "một yêu cầu đúng, nội dung được msgpack ghi theo cách khác: khóa ngược thứ tự, độ dài dạng dài",
        ),
        rule=rule(
            "§3",
            "any encoding that msgpack allows is accepted; the digest is over the bytes as they are",
            "chấp nhận mọi cách mã hóa của msgpack; giá trị băm tính trên đúng các byte nhận được",
        ),
        run=other_packing,
    ),
)
