"""Whether the adapter is still there, and under which question it left; nobody brings it back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from gateway.errors import ExchangeError
from ndxp.workbench.verdict import BreachError, NotRunError

ON_THE_WAY_S: Final = 0.1  # for answers that it sent before it left
LEFT: Final = "nobody serves the adapter's queue any more: it left the bus in a case before"
UNDER_THIS: Final = "the adapter left the bus under this question: nobody serves its queue any more"


class GoneError(BreachError):
    """Nobody serves the provider; nothing was sent."""


class Life:
    """Follows the questions under way; of these it suspects few when the adapter leaves.

    Messages come to it in the order in which they were sent, and are mostly dealt with in it. So what
    was sent before the last question that was answered did not make it leave, and neither did what was
    sent after the first one that it owes an answer to.
    """

    def __init__(self, present: Callable[[], Awaitable[bool]]) -> None:
        self._present = present
        self._asked = 0
        self._answered = 0  # the latest question that was
        self._open: set[int] = set()
        self._owed: set[int] = set()  # those of them that have to be answered
        self._suspects: set[int] = set()
        self._judging = asyncio.Lock()
        self.gone = False

    def ask(self, *, silent: bool) -> int:
        """A question begins, one that gets no answer if `silent`; gives its number. Raises NotRunError if there is nobody to be asked."""
        if self.gone:
            raise NotRunError(LEFT)
        self._asked += 1
        self._open.add(self._asked)
        if not silent:
            self._owed.add(self._asked)
        return self._asked

    def end(self, number: int) -> None:
        """A question ended, whatever came of it."""
        self._open.discard(number)
        self._owed.discard(number)

    def answered(self, number: int) -> None:
        """The adapter said something to it, and so was there when it came."""
        self._answered = max(self._answered, number)
        self.end(number)

    async def unanswered(self, number: int) -> None:
        """Raises BreachError if the adapter is gone and left under this question, NotRunError under another."""
        async with self._judging:
            if not self.gone and await self._is_there():
                return
            await self._judge(number)
        if number in self._suspects:
            raise BreachError(UNDER_THIS)
        raise NotRunError(LEFT)

    async def nobody(self, number: int) -> None:
        """It could not be sent: raises GoneError, or NotRunError if one before it is to blame."""
        self.end(number)
        async with self._judging:
            if not self.gone and not self._open:
                self.gone = True
                raise GoneError("the adapter has left the bus")
            await self._judge(min(self._open, default=0))
        raise NotRunError(LEFT)

    async def _judge(self, number: int) -> None:
        """Once: the suspects among what is under way and has no answer."""
        if self.gone:
            return
        self.gone = True
        await asyncio.sleep(ON_THE_WAY_S)
        under_way = self._open | {number}
        last = min(self._owed, default=self._asked)
        self._suspects = {n for n in under_way if self._answered < n <= last} or under_way

    async def _is_there(self) -> bool:
        try:
            return await self._present()
        except ExchangeError:
            return True  # it is the broker that does not answer, which the next question finds out
