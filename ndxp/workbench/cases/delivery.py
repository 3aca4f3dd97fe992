"""What the bus brings: the same message again, another under its id, batches good and bad, dead letters."""

from typing import Final

from gateway.bus.wire import pack_batch
from gateway.errors import AccessDeniedError, ReplayError
from gateway.message import Sealed
from gateway.signature import SealedRequest, message_digest
from ndxp.workbench.forged import forgeries, second_signature
from ndxp.workbench.judging import both, check_ok, refused, rule
from ndxp.workbench.talk import Talk, all_of
from ndxp.workbench.verdict import BreachError, Case, NotRunError


async def replay(talk: Talk) -> str:
    first = talk.seal()
    await talk.answer(first)
    second = talk.seal(talk.letter(request_id=first.request_id))
    return refused(await talk.answer(second), ReplayError)


async def redelivery(talk: Talk) -> str:
    request = talk.seal()
    return await _same_answer(talk, request, request.sealed)


async def second_signature_redelivered(talk: Talk) -> str:
    request = talk.seal()
    again = second_signature(request.sealed)
    if again is None:
        raise NotRunError("the client's key is not EC P-256: its signatures have one form")
    return await _same_answer(talk, request, again)


async def _same_answer(talk: Talk, request: SealedRequest, again: Sealed) -> str:
    first = await talk.answer(request)
    (second,) = await talk.answers([again], 1)
    if message_digest(first.sealed.jws) != message_digest(second.sealed.jws):
        raise BreachError(f"another answer the second time: {first}, then {second}")
    return "the same answer twice"


async def batch_of_1(talk: Talk) -> str:
    honest, other = talk.seal(), talk.seal()
    forged = forgeries(honest.sealed, other.sealed, talk.bench.client.signer)
    good = [talk.seal() for _ in forged]
    one_each = [request.sealed for request in good]
    heard = await all_of(
        [
            *(talk.answers([each], 1) for each in one_each),
            *(talk.nothing(pack_batch([each])) for each in forged.values()),
        ]
    )
    for answers in heard[: len(good)]:
        check_ok(answers[0])
    return f"{len(good)} answers to {len(good)} good messages, none to {len(forged)} forged ones"


async def batch_of_128(talk: Talk) -> str:
    honest, other = talk.seal(), talk.seal()
    poison = next(iter(forgeries(honest.sealed, other.sealed, talk.bench.client.signer).values()))
    good = [talk.seal() for _ in range(talk.pace.batch - 1)]
    batch = [request.sealed for request in good]
    batch.insert(len(batch) // 2, poison)
    heard = await talk.answers(batch, len(good))
    for answer in heard:
        check_ok(answer)
    named = {answer.payload.get("requestId") for answer in heard}
    if named != {request.request_id for request in good}:
        raise BreachError("answers that are not to the good items")
    return f"{len(good)} answers to {len(good)} good items, none to the forged one among them"


async def dead_letters(talk: Talk) -> str:
    honest, other = talk.seal(), talk.seal()
    strange = next(iter(forgeries(honest.sealed, other.sealed, talk.bench.client.signer).values()))
    old = talk.seal(talk.letter(age_s=60)).sealed
    wanted = {strange.jws: "bad_signature", old.jws: "message_expired"}
    if talk.bench.denied is not None:
        party, service = talk.bench.denied
        denied = talk.seal(talk.letter(service=service, party=party))
        if AccessDeniedError.code in (await talk.answer(denied)).told:
            wanted[denied.sealed.jws] = AccessDeniedError.code
    await all_of(talk.silence(sealed) for sealed in (strange, old))
    letters = {each.jws: each for each in await talk.dead_letters(wanted)}
    for jws, reason in wanted.items():
        letter = letters.get(jws)
        if letter is None:
            raise BreachError(f"no dead letter for {reason}")
        if not letter.bare:
            raise BreachError("a dead letter that is not the JWS alone: content is personal data")
        if (letter.reason, letter.provider) != (reason, str(talk.bench.provider)):
            raise BreachError(f"a dead letter with another reason or provider than for {reason}")
    return f"{len(wanted)} dead letters: {', '.join(sorted(wanted.values()))}; each the JWS alone"


async def queues(talk: Talk) -> str:
    if wrong := await talk.misdeclared():
        raise BreachError(f"on the broker {wrong}")
    return "the provider's queue and the dead letters' have their arguments"


CASES: Final = (
    Case(
        name="replay",
        sent=both(
            "a second message under a requestId that was answered",
            "thông điệp thứ hai dưới requestId đã được trả lời",
        ),
        rule=rule(
            "§6 check 15",
            "another digest under the same requestId is 409 replayed_request",
            "giá trị băm khác dưới cùng requestId là 409 replayed_request",
        ),
        run=replay,
    ),
    Case(
        name="redelivery",
        sent=both("the same bytes twice", "cùng một chuỗi byte hai lần"),
        rule=rule(
            "§5, §6 Replay",
            "a redelivered message gets the remembered answer",
            "thông điệp giao lại nhận trả lời đã nhớ",
        ),
        run=redelivery,
    ),
    Case(
        name="second_signature",
        sent=both(
            "the same message again under the other signature that ECDSA lets anybody compute",
            "cùng thông điệp dưới chữ ký thứ hai mà ECDSA cho phép ai cũng tính được",
        ),
        rule=rule(
            "§2, §6 Replay",
            "a message is known by its digest, never by a hash of the JWS: the remembered answer",
            "thông điệp được nhận biết bằng giá trị băm, không bao giờ bằng hash của JWS: trả lời đã nhớ",
        ),
        run=second_signature_redelivered,
    ),
    Case(
        name="batch_of_1",
        sent=both(
            "messages of one item each, three good and three forged",
            "mỗi thông điệp một mục: ba đúng, ba giả mạo",
        ),
        rule=rule(
            "§5 Body, §6",
            "one item is a batch; a forged one costs no other message its answer",
            "một mục cũng là một lô; mục giả mạo không làm mất trả lời của thông điệp khác",
        ),
        run=batch_of_1,
    ),
    Case(
        name="batch_of_128",
        sent=both(
            "127 good items and a forged one in one AMQP message",
            "127 mục đúng và một mục giả mạo trong một thông điệp AMQP",
        ),
        rule=rule("§5 Body", "a bad item costs only itself", "mục hỏng chỉ mất chính nó"),
        run=batch_of_128,
        alone=True,
    ),
    Case(
        name="dead_letters",
        sent=both(
            "a forged request, an expired one, and one without a right",
            "một yêu cầu giả mạo, một quá hạn, một không có quyền",
        ),
        rule=rule(
            "§5 Dead letters, §6",
            "a refused item goes to the dead letters with its reason, and without its content",
            "mục bị từ chối vào hàng thư chết kèm lý do, không kèm nội dung",
        ),
        run=dead_letters,
    ),
    Case(
        name="queues",
        sent=both("nothing: the broker is asked", "không gửi gì: hỏi máy chủ thông điệp"),
        rule=rule(
            "§5",
            "the provider's queue and the dead letters are declared with exactly these arguments",
            "hàng đợi của bên cung cấp và hàng thư chết được khai báo đúng các tham số này",
        ),
        run=queues,
    ),
)
