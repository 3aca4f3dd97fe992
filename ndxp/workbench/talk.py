"""Asking the adapter and reading how it answers; what is wrong is told in a few words, without values."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol, TypeVar

from gateway.bus.rabbit.probe import Arrived, DeadLetter
from gateway.bus.wire import pack_batch
from gateway.errors import ExchangeError, ProviderUnavailableError, SealError
from gateway.faults import Place
from gateway.message import Sealed, ServiceId, SubsystemId
from gateway.signature import SealedRequest
from ndxp.workbench.bench import Bench, Bodies
from ndxp.workbench.heard import Heard, read_answer
from ndxp.workbench.leaks import Leaks
from ndxp.workbench.letters import Letter, dump, seal
from ndxp.workbench.life import LEFT, GoneError, Life
from ndxp.workbench.pace import Pace
from ndxp.workbench.pointers import known_names, pointers
from ndxp.workbench.verdict import BreachError, NotRunError

MOST_IN_MESSAGE = 16  # of questions that are asked together for speed only
V = TypeVar("V")
_GOOD: Final = object()  # not None, which is a body too: null
Restart = Callable[[], Awaitable[None]]


class Probe(Protocol):
    """Reaches the adapter under check; gateway/bus/rabbit/probe.py is the one over RabbitMQ."""

    async def present(self, provider: SubsystemId) -> bool:
        """Whether somebody serves the provider; raises ExchangeErrors when the bus fails."""
        ...

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
        self.no_good_answer = ""  # why, if no service gives one
        self.serial = False  # it answers one question after another, and is slow enough to tell
        self.usual_s = 0.0  # of a good call
        self.leaks = Leaks(bench)
        self.obeying: Sequence[Place] | None = None  # faults; None until somebody tried
        self._quiet_s = pace.quiet_s
        self._patience_s = pace.patience_s
        self._slots = asyncio.Semaphore(pace.at_a_time)
        self._names = known_names(bench)
        self._life = Life(lambda: probe.present(bench.provider))

    @property
    def bodies(self) -> Bodies:
        """What there is to ask the service that most cases ask."""
        return self.bench.bodies[self.service]

    @property
    def hopeless(self) -> str:
        """Why no further case can say anything; empty while one can."""
        return LEFT if self._life.gone else self.no_good_answer

    @property
    def why_slow(self) -> str:
        """What is said behind an answer that is late or missing, if that may be its reason."""
        return ": it answers one at a time (blocks its event loop?)" if self.serial else ""

    def chance(self, case: str) -> random.Random:
        """The same numbers for the same seed, whichever other cases run beside this one."""
        return random.Random(f"{self.seed} {case}")  # noqa: S311  test data

    def settle(self, service: ServiceId, took_s: float) -> None:
        """After the first good call: which service answers, and how patient to be with it."""
        pace = self.pace
        self.service, self.usual_s = service, took_s
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
        letter = letter or self.letter()
        self.leaks.sent(letter.body)
        return seal(letter, self.bench.clock)

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
            raise BreachError(f"{missing} within {within_s:g} s{self.why_slow}")
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
        for answer in await self._ask(body, 1, self._quiet_s, silent=True):
            raise BreachError(f"an answer: {self._read(answer)}")
        return []

    async def misdeclared(self) -> str:
        """What of the provider's queues is not as the protocol has it."""
        return await self._told(lambda: self.probe.misdeclared(self.bench.provider))

    async def dead_letters(self, wanted: Collection[str]) -> Sequence[DeadLetter]:
        """The dead letters about these JWS, or those of them that there are."""
        return await self._told(lambda: self.probe.dead_letters(wanted, self._patience_s))

    async def _told(self, ask: Callable[[], Awaitable[V]]) -> V:
        if self._life.gone:
            raise NotRunError(LEFT)
        try:
            async with asyncio.timeout(2 * self.pace.longest_patience_s):
                return await ask()
        except (ExchangeError, TimeoutError):
            raise BreachError("the bus failed under the question") from None

    async def _ask(
        self, body: bytes, expected: int, within_s: float, *, silent: bool = False
    ) -> Sequence[Arrived]:
        if self.restart is not None:  # somebody brings it back
            return await self._ask_once(body, expected, within_s)
        number = self._life.ask(silent=silent)
        try:
            heard = await self._ask_once(body, expected, within_s)
            if heard:
                self._life.answered(number)
            if len(heard) < expected:
                await self._life.unanswered(number)
        except GoneError:
            await self._life.nobody(number)
            raise
        finally:
            self._life.end(number)
        return heard

    async def _ask_once(self, body: bytes, expected: int, within_s: float) -> Sequence[Arrived]:
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
            heard = read_answer(answer, self.bench)
        except SealError as error:
            raise BreachError(f"an answer whose seal does not hold: {error}") from None
        except ExchangeError as error:
            raise BreachError(f"an answer whose body is not JSON: {error.where}") from None
        if heard.content.status < 400:
            return heard
        heard = replace(heard, pointers=pointers(heard.message, self._names))
        self.leaks.refused(str(heard), heard.content.body, heard.payload.get("requestId"))
        return heard


async def all_of(questions: Iterable[Awaitable[V]]) -> list[V]:
    """All results; raises the first error, a breach before others, but not before all have ended."""
    ended = await asyncio.gather(*questions, return_exceptions=True)
    results: list[V] = []
    for each in sorted(ended, key=lambda each: not isinstance(each, BreachError)):
        if isinstance(each, BaseException):
            raise each
        results.append(each)
    return results
