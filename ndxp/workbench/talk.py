"""Asking the adapter and reading how it answers; what is wrong is told in a few words, without values."""

import asyncio
import hashlib
import random
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, TypeVar

from gateway import jws
from gateway.bus.rabbit.probe import Arrived, DeadLetter
from gateway.bus.wire import pack_batch
from gateway.content import ResponseContent, unpack_response
from gateway.errors import ExchangeError, ProviderUnavailableError, SealError, TrustError
from gateway.faults import Place
from gateway.jws import b64url
from gateway.message import Sealed, ServiceId, SubsystemId
from gateway.signature import RESPONSE_TYP, SealedRequest
from gateway.strict_json import parse_json
from ndxp.workbench.bench import Bench, Bodies
from ndxp.workbench.letters import Letter, dump, seal
from ndxp.workbench.pace import Pace
from ndxp.workbench.verdict import BreachError

MOST_IN_MESSAGE = 16  # of questions that are asked together for speed only
V = TypeVar("V")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")
_GOOD: Final = object()  # not None, which is a body too: null
Restart = Callable[[], Awaitable[None]]


class GoneError(BreachError):
    """Nobody serves the provider; nothing was sent."""


class Probe(Protocol):
    """Reaches the adapter under check; gateway/bus/rabbit/probe.py is the one over RabbitMQ."""

    async def ask(
        self, provider: SubsystemId, body: bytes, expected: int, within_s: float
    ) -> Sequence[Arrived]:
        """Send `body` as it is; return the answers until `expected` requests have theirs, or time is up.

        Raises ProviderUnavailableError when nobody serves the provider, SealError for an answer that
        is not of the form, other ExchangeErrors when the bus fails.
        """
        ...

    async def misdeclared(self, provider: SubsystemId) -> str:
        """What of the provider's queues is not as the protocol has it; empty if all is."""
        ...

    async def dead_letters(self, wanted: Collection[str], within_s: float) -> Sequence[DeadLetter]:
        """The dead letters about these JWS; fewer when time is up. They stay where they are."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer that the provider's member sealed; whether it answers the request is another question."""

    payload: Mapping[str, object]
    sealed: Sealed
    content: ResponseContent
    body: object
    after_s: float
    content_type: str

    @property
    def told(self) -> tuple[int, object, object]:
        """Status, outcome and code."""
        return self.content.status, self.payload.get("outcome"), self.payload.get("code")

    def __str__(self) -> str:
        status, outcome, code = self.told
        return f"{status} {_word(outcome)}" + (f" {_word(code)}" if code else "")


class Talk:
    """One adapter on one probe. Questions may be asked concurrently."""

    def __init__(self, bench: Bench, probe: Probe, pace: Pace, seed: int) -> None:
        self.bench = bench
        self.probe = probe
        self.pace = pace
        self.seed = seed
        self.restart: Restart | None = None
        self.measured: dict[str, float] = {}
        self.service = next(iter(bench.bodies))  # that most cases ask
        self.hopeless = ""
        self.obeying: Sequence[Place] | None = None  # faults; None until somebody tried
        self._quiet_s = pace.quiet_s
        self._patience_s = pace.patience_s
        self._slots = asyncio.Semaphore(pace.at_a_time)

    @property
    def bodies(self) -> Bodies:
        """What there is to ask the service that most cases ask."""
        return self.bench.bodies[self.service]

    def chance(self, case: str) -> random.Random:
        """The same numbers for the same seed, whichever other cases run beside this one."""
        return random.Random(f"{self.seed} {case}")  # noqa: S311  test data

    def settle(self, service: ServiceId, took_s: float) -> None:
        """After the first good call: which service answers, and how patient to be with it."""
        pace = self.pace
        self.service = service
        self._quiet_s = min(max(3 * took_s, pace.quiet_s), pace.longest_quiet_s)
        self._patience_s = min(max(4 * took_s, pace.patience_s), pace.longest_patience_s)

    def letter(self, body: object = _GOOD, **changed: Any) -> Letter:
        """A good question, changed; `body` is JSON."""
        good = Letter(
            service=self.service,
            body=dump(self.bodies.found if body is _GOOD else body),
            party=self.bench.client,
        )
        return replace(good, **changed)

    def seal(self, letter: Letter | None = None) -> SealedRequest:
        """Sealed now, as the party's gateway would do it."""
        return seal(letter or self.letter(), self.bench.clock)

    async def answer(self, request: SealedRequest) -> Heard:
        """The answer to one request; raises BreachError if there is none or its seal does not hold."""
        return (await self.answers([request.sealed], 1))[0]

    async def answers(self, batch: Sequence[Sealed], expected: int) -> list[Heard]:
        """The same for a batch to which `expected` answers have to come."""
        return await self.answers_to(pack_batch(list(batch)), expected)

    async def answers_to(self, body: bytes, expected: int, more_s: float = 0.0) -> list[Heard]:
        """The same for a body of whatever kind; `more_s` is what is waited longer than usual."""
        within_s = self._patience_s + more_s
        async with self._slots:
            heard = await self._ask(body, expected, within_s)
        if len(heard) < expected:
            missing = "no answer" if expected == 1 else f"{len(heard)} answers of {expected}"
            raise BreachError(f"{missing} within {within_s:g} s")
        if len(heard) > expected:
            raise BreachError(f"{len(heard)} answers to {expected} question(s)")
        return [self._read(answer) for answer in heard]

    async def patiently(self, batch: Sequence[Sealed], within_s: float) -> list[Heard]:
        """The answers that come, some of them perhaps twice, to questions that may be cut off."""
        heard = await self._ask(pack_batch(list(batch)), len(batch), within_s)
        return [self._read(answer) for answer in heard]

    async def each(self, requests: Sequence[SealedRequest]) -> list[Heard]:
        """The answers to requests that are asked at the same time, each in a message of its own."""
        return await all_of(self.answer(request) for request in requests)

    async def paired(self, requests: Sequence[SealedRequest]) -> list[Heard]:
        """The answers to requests that share messages, each found by the requestId that it names."""
        parts = [
            requests[i : i + MOST_IN_MESSAGE] for i in range(0, len(requests), MOST_IN_MESSAGE)
        ]
        heard = await all_of(self.answers([r.sealed for r in part], len(part)) for part in parts)
        named = {answer.payload.get("requestId"): answer for part in heard for answer in part}
        if named.keys() != {request.request_id for request in requests}:
            raise BreachError(f"{len(requests)} answers, but not one to each question")
        return [named[request.request_id] for request in requests]

    async def silence(self, forged: Sealed) -> None:
        """Raises BreachError if the adapter answers."""
        await self.nothing(pack_batch([forged]))

    async def nothing(self, body: bytes) -> list[Heard]:
        """The same for a body of whatever kind."""
        for answer in await self._ask(body, 1, self._quiet_s):
            raise BreachError(f"an answer: {self._read(answer)}")
        return []

    async def misdeclared(self) -> str:
        """What of the provider's queues is not as the protocol has it."""
        return await self._told(self.probe.misdeclared(self.bench.provider))

    async def dead_letters(self, wanted: Collection[str]) -> Sequence[DeadLetter]:
        """The dead letters about these JWS, or those of them that there are."""
        return await self._told(self.probe.dead_letters(wanted, self._patience_s))

    async def _told(self, question: Awaitable[V]) -> V:
        try:
            async with asyncio.timeout(2 * self.pace.longest_patience_s):
                return await question
        except (ExchangeError, TimeoutError):
            raise BreachError("the bus failed under the question") from None

    async def _ask(self, body: bytes, expected: int, within_s: float) -> Sequence[Arrived]:
        try:
            async with asyncio.timeout(within_s + self.pace.patience_s):
                return await self.probe.ask(self.bench.provider, body, expected, within_s)
        except ProviderUnavailableError:
            raise GoneError("the adapter has left the bus") from None
        except SealError as error:
            raise BreachError(f"an answer that is no batch: {error.reason}") from None
        except (ExchangeError, TimeoutError):
            raise BreachError("the bus failed under the question") from None

    def _read(self, answer: Arrived) -> Heard:
        try:
            return read_answer(answer, self.bench)
        except SealError as error:
            raise BreachError(f"an answer whose seal does not hold: {error}") from None
        except ExchangeError as error:
            raise BreachError(f"an answer whose body is not JSON: {error.where}") from None


def _word(value: object) -> str:
    """A word of the protocol; an adapter may have written anything there, and it is not shown."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "(no word)"


async def all_of(questions: Iterable[Awaitable[V]]) -> list[V]:
    """All results; raises the first error, but not before all have ended."""
    ended = await asyncio.gather(*questions, return_exceptions=True)
    results: list[V] = []
    for each in ended:
        if isinstance(each, BaseException):
            raise each
        results.append(each)
    return results


def read_answer(answer: Arrived, bench: Bench) -> Heard:
    """Open an answer as far as its seal goes; raises SealError, InvalidBodyError.

    Unlike gateway.signature.open_response it does not demand that the answer names the request: which
    of the two is wrong is what the integrator wants to know.
    """
    sealed = answer.sealed
    token = jws.parse(sealed.jws)
    if token.typ != RESPONSE_TYP:
        raise SealError("wrong_typ")
    try:
        certificate = bench.directory.certificate(token.kid)
    except TrustError as error:
        raise SealError("unknown_kid") from error
    if certificate.owner != bench.provider.member:
        raise SealError("wrong_signer", "the kid does not belong to the provider")
    if certificate.revoked:
        raise SealError("certificate_revoked")
    if not certificate.not_before_ms <= bench.clock.now_ms() < certificate.not_after_ms:
        raise SealError("certificate_expired", "or not in force yet")
    payload = jws.verify(token, certificate.public_key)
    if payload.get("contentDigest") != b64url(hashlib.sha256(sealed.content).digest()):
        raise SealError("wrong_content", "the content has another digest")
    content = unpack_response(sealed.content)
    if payload.get("status") != content.status:
        raise SealError("malformed_payload", "another status than in the content")
    return Heard(
        payload=payload,
        sealed=sealed,
        content=content,
        body=parse_json(content.body),
        after_s=answer.after_s,
        content_type=answer.content_type,
    )
