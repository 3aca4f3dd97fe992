"""The bus of the zoo: an adapter's handler and its end of the bus in one process, with whatever habits it has."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from gateway.bus import Handler, Reply
from gateway.bus.rabbit.probe import Arrived, DeadLetter
from gateway.bus.wire import CONTENT_TYPE, unpack_items
from gateway.errors import ProviderUnavailableError, SealError
from gateway.message import Sealed, SubsystemId


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How an adapter's end of the bus behaves; the defaults are good."""

    spoils_whole_batch: bool = False  # one bad item costs all of them
    answers_together: bool = False  # after the last item of a batch
    one_at_a_time: bool = False  # messages
    answers_twice: bool = False
    dies_of_garbage: bool = False
    acknowledges_first: bool = False  # so that what it works on is lost with it
    stays_away: bool = False  # after a restart
    largest: int = 1 << 30  # bytes of a message that it takes
    content_type: str = CONTENT_TYPE
    declared: str = ""  # what is wrong with its queues
    buries: bool = True
    buries_content: bool = False
    reason: str = ""  # on every dead letter, whatever the reason


@dataclass(slots=True)
class Desk:
    """A probe whose adapter lives here. What it does not answer when it is done, it never answers."""

    handle: Handler
    habits: Habits = field(default_factory=Habits)
    _letters: dict[str, DeadLetter] = field(default_factory=dict)
    _working: set[asyncio.Future[Reply]] = field(default_factory=set)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _gone: bool = False

    async def present(self, provider: SubsystemId) -> bool:
        return not self._gone

    async def die(self) -> None:
        """Leave the bus for good, with all that is worked on."""
        self._gone = True

    async def misdeclared(self, provider: SubsystemId) -> str:
        return self.habits.declared

    async def dead_letters(self, wanted: Collection[str], within_s: float) -> list[DeadLetter]:
        return [letter for jws, letter in self._letters.items() if jws in wanted]

    async def restart(self) -> None:
        """Cut off what is worked on; what was not acknowledged comes again."""
        self._gone = self.habits.stays_away
        for task in self._working:
            task.cancel()

    async def ask(
        self, provider: SubsystemId, body: bytes, expected: int, within_s: float
    ) -> Sequence[Arrived]:
        if self._gone:
            raise ProviderUnavailableError
        try:
            items = unpack_items(body)
        except SealError:
            self._gone = self.habits.dies_of_garbage
            return []
        if len(body) > self.habits.largest:
            return []
        if self.habits.one_at_a_time:
            async with self._turn:
                return await self._work(items, within_s)
        return await self._work(items, within_s)

    async def _work(
        self, items: Sequence[Sealed | SealError], within_s: float
    ) -> Sequence[Arrived]:
        clock = asyncio.get_running_loop()
        began = clock.time()
        arrived: list[Arrived] = []

        async def one(item: Sealed | SealError) -> None:
            answer = await self._answer(item)
            if answer is not None:
                arrived.append(self._arrived(answer, clock.time() - began))

        tasks = [asyncio.create_task(one(item)) for item in items]
        done, late = await asyncio.wait(tasks, timeout=within_s)
        for task in late:
            task.cancel()
        for task in done:
            # A mistake in an animal, which no case may take for the adapter's.
            assert task.cancelled() or task.exception() is None, task.exception()
        if self.habits.answers_together and not late:
            last_s = clock.time() - began
            arrived = [replace(each, after_s=last_s) for each in arrived]
        if self.habits.spoils_whole_batch and len(arrived) < len(items):
            return []
        return arrived * (1 + self.habits.answers_twice)

    def _arrived(self, answer: Sealed, after_s: float) -> Arrived:
        return Arrived(sealed=answer, after_s=after_s, content_type=self.habits.content_type)

    async def _answer(self, item: Sealed | SealError) -> Sealed | None:
        if isinstance(item, SealError):
            return None
        reply = await self._handled(item)
        if reply is None or self._gone:
            return None
        if reply.dead and self.habits.buries:
            self._letters[item.jws] = DeadLetter(
                jws=item.jws,
                reason=self.habits.reason or reply.dead,
                provider="VN/GOV/G04/phuongtien",
                bare=not self.habits.buries_content,
            )
        return reply.answer

    async def _handled(self, item: Sealed) -> Reply | None:
        """What the handler says, when it may; None if a restart cut it off for good."""
        while True:
            task = asyncio.ensure_future(self.handle(item))
            self._working.add(task)
            try:
                return await task
            except asyncio.CancelledError:
                if not task.cancelled() or _is_given_up():
                    raise
                if self.habits.acknowledges_first:
                    return None
            finally:
                self._working.discard(task)


def _is_given_up() -> bool:
    """Whether it is the question that was given up, and not the adapter that was restarted."""
    current = asyncio.current_task()
    return current is not None and current.cancelling() > 0
