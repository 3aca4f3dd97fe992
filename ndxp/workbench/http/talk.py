"""Asking a service as its dialect has it; what is wrong is told in a few words, without values."""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from ndxp.workbench.http.account import Account
from ndxp.workbench.http.bench import Asked, Bench
from ndxp.workbench.http.dialects.dialect import Proven, Trouble
from ndxp.workbench.http.forms import Body
from ndxp.workbench.http.line import Line
from ndxp.workbench.http.question import Call, Got, Question
from ndxp.workbench.pace import Pace
from ndxp.workbench.verdict import BreachError, NotRunError

MARGIN_S: Final = 1.0
"""A token that ends sooner is not used any more."""
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A token, and for how long it was granted."""

    token: str
    lives_s: int | None  # None where the answer did not say
    at_s: float  # on the monotonic clock

    @property
    def left_s(self) -> float:
        if self.lives_s is None:
            return math.inf
        return self.at_s + self.lives_s - time.monotonic()


class Talk:
    """One service on one line. Questions may be asked at the same time."""

    def __init__(self, bench: Bench, line: Line, pace: Pace, seed: int) -> None:
        self.bench = bench
        self.line = line
        self.pace = pace
        self.seed = seed
        self.measured: dict[str, float] = {}
        self.hopeless = ""
        self.why_slow = ""
        self._granted: Granted | None = None
        self._granting = asyncio.Lock()

    @property
    def first(self) -> Asked:
        """The service that most cases ask."""
        return self.bench.services[0]

    @property
    def soap(self) -> Asked:
        """The first one that speaks SOAP; raises NotRunError."""
        for asked in self.bench.services:
            if asked.form.soap:
                return asked
        raise NotRunError("no service under check speaks SOAP")

    async def posted(self) -> tuple[Asked, Call]:
        """The first one that takes a body, and a good call of it; raises NotRunError."""
        for asked in self.bench.services:
            call = await asked.form.call(asked.found[0])
            if call.method == "POST":
                return asked, call
        raise NotRunError("no service under check takes a body")

    def chance(self, case: str) -> random.Random:
        """The same numbers for the same seed, whichever other cases run beside this one."""
        return random.Random(f"{self.seed} {case}")  # noqa: S311  test data

    async def proven(self, account: Account | None = None) -> Proven:
        """Proof of the good account, or of another one, as it is made now."""
        by = account or self.bench.account
        now_ms = time.time_ns() // 1_000_000
        if by is None or self.bench.dialect.token(by) is None:
            return Proven(account=by, now_ms=now_ms)
        granted = await self.grant(by) if account else await self.token()
        return Proven(account=by, token=granted.token, now_ms=now_ms)

    async def token(self) -> Granted:
        """The token of the good account, used until its time is nearly over."""
        async with self._granting:
            if self._granted is None or self._granted.left_s < MARGIN_S:
                self._granted = await self.grant(self.known())
            return self._granted

    def known(self) -> Account:
        """The good account; raises NotRunError where none was given."""
        if self.bench.account is None:
            raise NotRunError("no account was given: nobody proves who calls (--account)")
        return self.bench.account

    async def grant(self, account: Account) -> Granted:
        """Ask for a token; raises BreachError unless there comes one."""
        got = await self.ask_for_token(account)
        if got.status != 200:
            raise BreachError(f"no token, but {self.bench.dialect.told(got)}")
        document = got.json
        token, lives_s = document.get("access_token"), document.get("expires_in")
        if not isinstance(token, str) or not token:
            raise BreachError("200 without access_token")
        known_s = lives_s if type(lives_s) is int else None
        return Granted(token=token, lives_s=known_s, at_s=time.monotonic())

    async def ask_for_token(self, account: Account) -> Got:
        """The answer to a token call; raises NotRunError where the dialect has none."""
        question = self.bench.dialect.token(account)
        if question is None:
            raise NotRunError("this dialect has no tokens that are asked for")
        return await self.send(question)

    async def question(self, asked: Asked, call: Call, by: Proven | None = None) -> Question:
        """A call as it is sent, by the good account unless another is named."""
        dialect = self.bench.dialect
        proof = dialect.proof(by or await self.proven())
        typed = {"Content-Type": call.media_type} if call.media_type else {}
        target = dialect.target(asked.service, call)
        return Question(
            method=call.method, target=target, headers={**typed, **proof}, body=call.body
        )

    async def send(self, question: Question) -> Got:
        """The answer; raises BreachError where none comes in time."""
        return await self.line.ask(question, self.pace.longest_patience_s)

    async def call(self, asked: Asked, call: Call, by: Proven | None = None) -> Got:
        """The answer to a call."""
        return await self.send(await self.question(asked, call, by))

    async def ask(self, asked: Asked, body: Body) -> Got:
        """The answer to a question in canonical words."""
        return await self.call(asked, await asked.form.call(body))

    async def check_alive(self) -> None:
        """Raise unless the good call is answered as ever."""
        got = await self.ask(self.first, self.first.found[0])
        if (told := self.first.form.told(got)) != "found":
            raise BreachError(f"after it the good call is {told}")

    def refusal(self, got: Got) -> str:
        """What the platform refused with, where it was the one that did; else nothing."""
        try:
            return f"refused with {self.bench.dialect.told(got)}" if got.status >= 400 else ""
        except BreachError:
            return ""

    def refused(self, got: Got, trouble: Trouble) -> str:
        """What came, if it is what the dialect says to this trouble."""
        wanted = self.bench.dialect.wanted[trouble]
        told = self.bench.dialect.told(got)
        if told not in wanted:
            raise BreachError(f"{told} instead of {' or '.join(sorted(wanted))}")
        return told


async def all_of(questions: Iterable[Awaitable[V]]) -> list[V]:
    """All results; raises the first error, but not before all have ended."""
    ended = await asyncio.gather(*questions, return_exceptions=True)
    results: list[V] = []
    for each in ended:
        if isinstance(each, BaseException):
            raise each
        results.append(each)
    return results
