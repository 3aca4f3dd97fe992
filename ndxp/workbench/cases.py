"""The cases of `ndxp adapter check`: each sends something, says what came, or raises BreachError.

What is sent and which rule is meant stand in `CASES`, in the order in which they are shown.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from gateway.errors import (
    AccessDeniedError,
    ExchangeError,
    InvalidAnswerError,
    ReplayError,
    SchemaViolationError,
    UnknownServiceError,
)
from gateway.message import ServiceId
from gateway.signature import SealedRequest, message_digest, peek_request_id
from ndxp.workbench.bench import Bench, Party
from ndxp.workbench.letters import forgeries, seal, seal_expired
from ndxp.workbench.talk import BreachError, Heard, NotRunError, Talk

GOOD_IN_BATCH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One rule of docs/protocol.md and how it is tried."""

    name: str
    sent: str
    rule: str
    run: Callable[[Talk], Awaitable[str]]  # returns what came; raises BreachError or NotRunError


async def good_call(talk: Talk) -> str:
    asked = {service: bodies.found for service, bodies in talk.bench.bodies.items()}
    heard = await talk.each([seal(talk.bench, service, body) for service, body in asked.items()])
    for service, answer in zip(asked, heard, strict=True):
        _check_good(talk.bench, service, answer, "ok")
    return f"200 ok from {len(talk.bench.bodies)} service(s), sealed and as the schema says"


async def pairing(talk: Talk) -> str:
    """Of a good answer and of two refusals: an adapter may pair the one and forget the others."""
    bench = talk.bench
    found = bench.bodies[bench.service].found
    requests = [seal(bench, bench.service, found), seal(bench, _unknown_service(bench), found)]
    if (broken := _broken(bench)) is not None:
        requests.append(seal(bench, bench.service, broken[0]))
    for request, heard in zip(requests, await talk.each(requests), strict=True):
        if faults := list(_unpaired(request, heard)):
            raise BreachError(f"{heard}, but these do not belong: {', '.join(faults)}")
    return f"{len(requests)} answers, each naming its request"


async def unknown_service(talk: Talk) -> str:
    bench = talk.bench
    body = bench.bodies[bench.service].found
    return _refused(
        await talk.answer(seal(bench, _unknown_service(bench), body)), UnknownServiceError
    )


async def bad_signature(talk: Talk) -> str:
    forged = forgeries(talk.bench, talk.bench.bodies[talk.bench.service].found)

    heard = await asyncio.gather(*map(talk.silence, forged.values()), return_exceptions=True)
    for what, breach in zip(forged, heard, strict=True):
        if isinstance(breach, BreachError):
            raise BreachError(f"{what}: {breach}")
        if breach is not None:
            raise breach
    return "no answer"


async def other_member(talk: Talk) -> str:
    bench = talk.bench
    if bench.other is None:
        raise NotRunError("the state folder holds no key of another member")
    impostor = Party(id=bench.client.id, signer=bench.other.signer)
    body = bench.bodies[bench.service].found
    await talk.silence(seal(bench, bench.service, body, party=impostor).sealed)
    return "no answer"


async def no_right(talk: Talk) -> str:
    if talk.bench.denied is None:
        raise NotRunError("every member whose key lies in the state folder may call every service")
    party, service = talk.bench.denied
    bodies = talk.bench.bodies.get(service, talk.bench.bodies[talk.bench.service])
    return _refused(
        await talk.answer(seal(talk.bench, service, bodies.found, party=party)), AccessDeniedError
    )


async def expired(talk: Talk) -> str:
    bench = talk.bench
    body = bench.bodies[bench.service].found
    await talk.silence(seal_expired(bench, body).sealed)
    return "no answer"


async def schema_violation(talk: Talk) -> str:
    broken = _broken(talk.bench)
    if broken is None:
        raise NotRunError("the request schema takes everything")
    body, pointer = broken
    heard = await talk.answer(seal(talk.bench, talk.bench.service, body))
    got = _refused(heard, SchemaViolationError)
    message = heard.body.get("message") if isinstance(heard.body, dict) else None
    if pointer not in str(message):
        raise BreachError(f"{got}, but its message does not name {pointer}")
    return f"{got} at {pointer}"


async def replay(talk: Talk) -> str:
    bench = talk.bench
    body = bench.bodies[bench.service].found
    first = seal(bench, bench.service, body)
    await talk.answer(first)
    second = seal(bench, bench.service, body, request_id=first.request_id)
    return _refused(await talk.answer(second), ReplayError)


async def redelivery(talk: Talk) -> str:
    request = seal(talk.bench, talk.bench.service, talk.bench.bodies[talk.bench.service].found)
    first, second = [await talk.answer(request) for _ in range(2)]
    if message_digest(first.jws) != message_digest(second.jws):
        raise BreachError(f"another answer the second time: {first}, then {second}")
    return "the same answer twice"


async def poisoned_batch(talk: Talk) -> str:
    bench = talk.bench
    body = bench.bodies[bench.service].found
    good = [seal(bench, bench.service, body) for _ in range(GOOD_IN_BATCH)]
    batch = [request.sealed for request in good]
    batch[GOOD_IN_BATCH // 2 : GOOD_IN_BATCH // 2] = list(forgeries(bench, body).values())
    heard = await talk.answers(batch, GOOD_IN_BATCH)
    for answer in heard:
        _check_good(bench, bench.service, answer, "ok")
    if {peek_request_id(answer.jws) for answer in heard} != {each.request_id for each in good}:
        raise BreachError("answers that are not to the good items")
    return f"{GOOD_IN_BATCH} answers to {GOOD_IN_BATCH} good items"


async def not_found(talk: Talk) -> str:
    asked = {s: b.unknown for s, b in talk.bench.bodies.items() if b.unknown is not None}
    if not asked:
        raise NotRunError("no body about a record that does not exist was given (--data)")
    heard = await talk.each([seal(talk.bench, service, body) for service, body in asked.items()])
    for service, answer in zip(asked, heard, strict=True):
        _check_good(talk.bench, service, answer, "not_found")
    return f"200 not_found from {len(asked)} service(s)"


def _check_good(bench: Bench, service: ServiceId, heard: Heard, outcome: str) -> None:
    if (heard.status, heard.payload.get("outcome")) != (200, outcome):
        raise BreachError(f"{service.code}: {heard} instead of 200 {outcome}")
    try:
        bench.catalogue.check_response(service, heard.body)
    except InvalidAnswerError as error:
        raise BreachError(
            f"{service.code}: {heard}, but not as its schema says: {error.where}"
        ) from None


def _refused(heard: Heard, wanted: type[ExchangeError]) -> str:
    told = heard.status, heard.payload.get("outcome"), heard.payload.get("code")
    if told != (wanted.status, wanted.outcome, wanted.code):
        raise BreachError(f"{heard} instead of {wanted.status} {wanted.outcome} {wanted.code}")
    return str(heard)


def _unpaired(request: SealedRequest, heard: Heard) -> Iterator[str]:
    asked: Mapping[str, str] = {
        "id": request.message_id,
        "requestId": request.request_id,
        "client": str(request.client),
        "service": str(request.service),
        "requestDigest": request.digest,
    }
    return (name for name, value in asked.items() if heard.payload.get(name) != value)


def _unknown_service(bench: Bench) -> ServiceId:
    return ServiceId(provider=bench.provider, code="khongCoDichVuNay")


def _broken(bench: Bench) -> tuple[object, str] | None:
    """A body that breaks the schema, and the pointer to what is wrong in it."""
    found = bench.bodies[bench.service].found
    lacking = ({k: v for k, v in found.items() if k != name} for name in found)
    for body in (*lacking, {**found, "KhongCoTruongNay": 1}, []):
        try:
            bench.catalogue.check_request(bench.service, body)
        except SchemaViolationError as error:
            return body, error.where.partition(": ")[0]
    return None


CASES = (
    Case(
        name="good_call",
        sent="a good request to each service that the client may call",
        rule="§1, §2, §6: answered under the provider's seal, as the schema says",
        run=good_call,
    ),
    Case(
        name="pairing",
        sent="a good request, one to an unknown service, one that breaks the schema",
        rule="§4: every answer repeats id, requestId, client, service and has requestDigest",
        run=pairing,
    ),
    Case(
        name="unknown_service",
        sent="a request to a service that the subsystem does not have",
        rule="§6 check 16: another service is refused with 404 unknown_service, sealed",
        run=unknown_service,
    ),
    Case(
        name="bad_signature",
        sent="three requests that the client's key did not sign",
        rule="§2, §6 checks 8 to 10: what nobody is shown to have sealed gets no answer",
        run=bad_signature,
    ),
    Case(
        name="other_member",
        sent="a request in the client's name, sealed by another member",
        rule="§2, §6 check 7: the kid belongs to the client's member, else no answer",
        run=other_member,
    ),
    Case(
        name="no_right",
        sent="a request of a member that has no right to the service",
        rule="§6 check 17: without a right it is refused with 403 access_denied, sealed",
        run=no_right,
    ),
    Case(
        name="expired",
        sent="a request whose expiresAt has passed",
        rule="§4, §6 check 13: a message after its expiresAt gets no answer",
        run=expired,
    ),
    Case(
        name="schema_violation",
        sent="a request that breaks the schema of the service",
        rule="§6 check 18, §8: refused with 422 schema_violation, sealed, with the JSON pointer",
        run=schema_violation,
    ),
    Case(
        name="replay",
        sent="a second message under a requestId that was answered",
        rule="§6 check 15: another digest under the same requestId is 409 replayed_request",
        run=replay,
    ),
    Case(
        name="redelivery",
        sent="the same bytes twice",
        rule="§5, §6 Replay: a redelivered message gets the remembered answer",
        run=redelivery,
    ),
    Case(
        name="poisoned_batch",
        sent=f"{GOOD_IN_BATCH} good items and three forged ones in one AMQP message",
        rule="§5: a bad item costs only itself",
        run=poisoned_batch,
    ),
    Case(
        name="not_found",
        sent="a well-formed request about a record that does not exist",
        rule="§4, §6 check 21: 200 with the outcome not_found, and a body as the schema says",
        run=not_found,
    ),
)
