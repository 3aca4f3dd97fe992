"""What nobody can be shown to have sealed: it gets no answer."""

from collections.abc import Mapping
from typing import Final

from gateway.message import Sealed
from gateway.signature import MAX_WAIT_S, RESPONSE_TYP
from ndxp.workbench.forged import forgeries, own_keys, retyped, wrong_contents, wrong_payloads
from ndxp.workbench.judging import both, rule
from ndxp.workbench.letters import Party
from ndxp.workbench.talk import Talk, all_of
from ndxp.workbench.verdict import BreachError, Case, NotRunError

SILENT: Final = "no answer"
LATER_S: Final = 60  # seconds, in the future: clocks may be 10 apart


async def bad_signature(talk: Talk) -> str:
    honest, other = talk.seal(), talk.seal()
    return await _silence(talk, forgeries(honest.sealed, other.sealed, talk.bench.client.signer))


async def brought_key(talk: Talk) -> str:
    return await _silence(talk, own_keys(talk.seal().sealed, talk.bench.client.signer))


async def wrong_typ(talk: Talk) -> str:
    signer = talk.bench.client.signer
    types = (RESPONSE_TYP, "ndxp-network+jws", "JWT")
    return await _silence(
        talk, {f"typ {typ}": retyped(talk.seal().sealed, signer, typ) for typ in types}
    )


async def other_member(talk: Talk) -> str:
    bench = talk.bench
    if bench.other is None:
        raise NotRunError("the state folder holds no key of another member")
    impostor = Party(id=bench.client.id, signer=bench.other.signer)
    sealed = talk.seal(talk.letter(party=impostor)).sealed
    return await _silence(talk, {"another member's seal": sealed})


async def wrong_payload(talk: Talk) -> str:
    return await _silence(talk, wrong_payloads(talk.seal().sealed, talk.bench.client.signer))


async def wrong_content(talk: Talk) -> str:
    return await _silence(talk, wrong_contents(talk.seal().sealed, talk.bench.client.signer))


async def bad_time(talk: Talk) -> str:
    letters = {
        f"issued in {LATER_S} s": talk.letter(age_s=-LATER_S),
        f"valid for {MAX_WAIT_S + 100} s": talk.letter(wait_s=MAX_WAIT_S + 100),
    }
    return await _silence(talk, {what: talk.seal(each).sealed for what, each in letters.items()})


async def expired(talk: Talk) -> str:
    old = talk.letter()
    sealed = talk.seal(talk.letter(age_s=2 * old.wait_s)).sealed
    return await _silence(talk, {"after its expiresAt": sealed})


async def _silence(talk: Talk, forged: Mapping[str, Sealed]) -> str:
    """All at once; names the one that was answered."""

    async def one(what: str, sealed: Sealed) -> None:
        try:
            await talk.silence(sealed)
        except BreachError as breach:
            raise BreachError(f"{what}: {breach}") from None

    await all_of(one(what, sealed) for what, sealed in forged.items())
    return SILENT


CASES: Final = (
    Case(
        name="bad_signature",
        sent=both(
            "a strange key under the client's kid, alg none, another message's content",
            "khóa lạ dưới kid của bên gọi, alg none, nội dung của thông điệp khác",
        ),
        rule=rule(
            "§2, §6 checks 8 to 10",
            "what the client's key did not sign gets no answer",
            "thông điệp không do khóa của bên gọi ký thì không được trả lời",
        ),
        run=bad_signature,
    ),
    Case(
        name="brought_key",
        sent=both(
            "a header with the sender's own jwk, one with crit, a kid that is listed nowhere",
            "header mang jwk của chính người gửi, header có crit, kid không có trong danh bạ",
        ),
        rule=rule(
            "§2, §6 checks 3 and 6",
            "a message must not bring its own trust: no answer",
            "thông điệp không được tự mang theo niềm tin: không trả lời",
        ),
        run=brought_key,
    ),
    Case(
        name="wrong_typ",
        sent=both(
            "the client's good signature over a message of another type",
            "chữ ký đúng của bên gọi trên thông điệp loại khác",
        ),
        rule=rule(
            "§2, §6 check 4",
            "only ndxp-request+jws is a request: no answer",
            "chỉ ndxp-request+jws là yêu cầu: không trả lời",
        ),
        run=wrong_typ,
    ),
    Case(
        name="other_member",
        sent=both(
            "a request in the client's name, sealed by another member",
            "yêu cầu nhân danh bên gọi nhưng do thành viên khác ký",
        ),
        rule=rule(
            "§2, §6 check 7",
            "the kid belongs to the client's member, else no answer",
            "kid phải thuộc thành viên của bên gọi, nếu không thì không trả lời",
        ),
        run=other_member,
    ),
    Case(
        name="wrong_payload",
        sent=both(
            "payloads that the client signed, with a member too many, missing or of another type",
            "payload do bên gọi ký nhưng thừa, thiếu trường hoặc sai kiểu",
        ),
        rule=rule(
            "§4, §6 check 5",
            "a payload has the members of §4, with their types, and no other: no answer",
            "payload có đúng các trường của §4, đúng kiểu, không thêm: không trả lời",
        ),
        run=wrong_payload,
    ),
    Case(
        name="wrong_content",
        sent=both(
            "contents that the client signed: no msgpack, a key too many or too few, a short salt, "
            "a body as text",
            "nội dung do bên gọi ký: không phải msgpack, thừa hoặc thiếu khóa, salt ngắn, body dạng văn bản",
        ),
        rule=rule(
            "§3, §6 check 14",
            "a content that does not have its form gets no answer",
            "nội dung sai dạng thì không được trả lời",
        ),
        run=wrong_content,
    ),
    Case(
        name="bad_time",
        sent=both(
            f"a request issued {LATER_S} s from now, and one that is valid for {MAX_WAIT_S + 100} s",
            f"yêu cầu ghi thời điểm sau {LATER_S} giây nữa, và yêu cầu có hạn {MAX_WAIT_S + 100} giây",
        ),
        rule=rule(
            "§6 check 12",
            "issuedAt is at most 10 s in the future, expiresAt at most 300 s after it, else no answer",
            "issuedAt không quá 10 giây ở tương lai, expiresAt không quá 300 giây sau đó, nếu không thì "
            "không trả lời",
        ),
        run=bad_time,
    ),
    Case(
        name="expired",
        sent=both("a request whose expiresAt has passed", "yêu cầu đã quá expiresAt"),
        rule=rule(
            "§4, §6 check 13",
            "a message after its expiresAt gets no answer",
            "thông điệp quá expiresAt thì không được trả lời",
        ),
        run=expired,
    ),
)
