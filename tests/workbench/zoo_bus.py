"""Adapters that are at odds with the bus: memory, batches, queues, time, load, restarts."""

import asyncio
from collections.abc import Awaitable, Callable

from adapters.base import Answer, Call
from gateway.bus import Reply
from gateway.errors import DeadlineExceededError
from gateway.message import Sealed
from tests.workbench.desk import Desk, Habits
from tests.workbench.place import Place, Register
from tests.workbench.spoiling import claims

SLOW_S = 0.09


class Patient(Register):
    """Takes its time, and knows no deadline."""

    async def answer(self, call: Call) -> Answer:
        try:
            return await super().answer(call)
        except asyncio.CancelledError:
            await asyncio.sleep(1.5)
            raise DeadlineExceededError from None


class Denying(Register):
    """What it cannot find out does not exist."""

    async def down(self, call: Call) -> Answer:
        return Answer(body={}, found=False)


class Leisurely(Register):
    """Every answer takes a while."""

    async def answer(self, call: Call) -> Answer:
        await asyncio.sleep(SLOW_S)
        return await super().answer(call)


class Queueing(Register):
    """One question at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def answer(self, call: Call) -> Answer:
        async with self._turn:
            await asyncio.sleep(0.04)
            return await super().answer(call)


def remembers_nothing(place: Place) -> Desk:
    async def handle(sealed: Sealed) -> Reply:
        return await place.side().handle(sealed)

    return Desk(handle)


def asks_the_registry_again(place: Place) -> Desk:
    return Desk(_remembering(place, lambda sealed: sealed.jws.rpartition(".")[0]))


def knows_messages_by_their_jws(place: Place) -> Desk:
    """ECDSA lets anybody write the same message in a second way."""
    side = place.side()
    seen: dict[str, str] = {}

    async def handle(sealed: Sealed) -> Reply:
        name = str(claims(sealed).get("requestId"))
        again = seen.setdefault(name, sealed.jws) != sealed.jws
        return await (place.side() if again and _same(seen[name], sealed.jws) else side).handle(
            sealed
        )

    return Desk(handle)


def _same(first: str, second: str) -> bool:
    return first.rpartition(".")[0] == second.rpartition(".")[0]


def _remembering(
    place: Place, name: Callable[[Sealed], str]
) -> Callable[[Sealed], Awaitable[Reply]]:
    side = place.side()
    seen: set[str] = set()

    async def handle(sealed: Sealed) -> Reply:
        again = name(sealed) in seen
        seen.add(name(sealed))
        return await (place.side() if again else side).handle(sealed)

    return handle


def loses_a_batch_with_a_bad_item(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(spoils_whole_batch=True))


def answers_when_all_are_done(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(answers_together=True))


def takes_one_message_at_a_time(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(one_at_a_time=True))


def dies_of_garbage(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(dies_of_garbage=True))


def chokes_on_large_messages(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(largest=100_000))


def buries_nothing(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(buries=False))


def buries_the_content_too(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(buries_content=True))


def gives_no_reason(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(reason="error"))


def declares_another_queue(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(declared="its queue has another x-max-length"))


def acknowledges_before_it_answers(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(acknowledges_first=True))


def does_not_come_back(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(stays_away=True))


def knows_no_deadline(place: Place) -> Desk:
    return Desk(place.side(Patient()).handle)


def takes_a_failure_for_not_found(place: Place) -> Desk:
    return Desk(place.side(Denying()).handle)


def is_slow(place: Place) -> Desk:
    return Desk(place.side(Leisurely()).handle)


def asks_one_question_at_a_time(place: Place) -> Desk:
    return Desk(place.side(Queueing()).handle)


BUS = {
    remembers_nothing: {"replay", "redelivery", "second_signature"},
    asks_the_registry_again: {"redelivery", "second_signature"},
    knows_messages_by_their_jws: {"second_signature"},
    loses_a_batch_with_a_bad_item: {"batch_of_128", "malformed_batch"},
    dies_of_garbage: {"malformed_batch"},
    chokes_on_large_messages: {"large_body", "large_value"},
    buries_nothing: {"dead_letters"},
    buries_the_content_too: {"dead_letters"},
    gives_no_reason: {"dead_letters"},
    declares_another_queue: {"queues"},
    takes_a_failure_for_not_found: {"provider_down"},
    # Those that take time:
    answers_when_all_are_done: {"slow_item"},
    takes_one_message_at_a_time: {"slow_message"},
    knows_no_deadline: {"deadline"},
    is_slow: {"latency"},
    asks_one_question_at_a_time: {"throughput"},
    acknowledges_before_it_answers: {"restart"},
    does_not_come_back: {"restart"},
}
