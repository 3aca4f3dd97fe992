"""The bus carries sealed messages and understands none of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from gateway.message import Sealed, SubsystemId

MAX_BATCH_EXCHANGES = 128
MAX_BATCH_BYTES = 1 << 20  # unless a single one is larger
MAX_WAITING = 1024  # exchanges that wait for one provider; more is overload
MAX_CONCURRENT = 256  # exchanges that one adapter works on at a time
CLOSE_PATIENCE_S = 10  # how long a leaving adapter may finish what it works on


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a provider makes of one message.

    `dead` says why the message is refused, in one stable word; then its JWS (never its content) goes
    to the dead letters. `answer` is None when nobody knows whom to answer.
    """

    answer: Sealed | None
    dead: str = ""


Handler = Callable[[Sealed], Awaitable[Reply]]
LateHandler = Callable[[str, Sealed], None]


class Serving(Protocol):
    """A provider's end of the bus."""

    async def close(self) -> None:
        """Take nothing more, finish what is being answered, leave."""
        ...


class Bus(Protocol):
    """Brings a sealed request to whoever serves its provider, and the sealed answer back.

    At most once from the caller's view: nothing is retried here. A message may still arrive twice at
    the provider (redelivery), with the same bytes. All methods may be called concurrently.
    """

    async def call(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> Sealed:
        """Return the answer that names `request_id`.

        Does not end by itself: the deadline is the caller's (`asyncio.timeout`); `ttl_s` is when
        the bus may forget the message. Raises ProviderUnavailableError when nobody serves the
        provider, OverloadedError when its queue is full, BusUnavailableError when the bus is down
        or goes down before the answer.
        """
        ...

    async def serve(self, provider: SubsystemId, handler: Handler) -> Serving:
        """Answer for `provider`, beside whoever else does; each message goes to one of them.

        `handler` runs concurrently; each answer leaves as it finishes. It has to return a Reply
        for anything; if it raises, the message is dead with the reason `internal_error`.
        """
        ...

    def on_late(self, handler: LateHandler) -> None:
        """Tell about answers whose caller gave up (request id, answer)."""
        ...

    @property
    def waiting(self) -> int:
        """How many calls wait for their answer."""
        ...

    def ready(self) -> bool:
        """Whether messages can be carried now."""
        ...

    async def present(self, provider: SubsystemId) -> bool:
        """Whether somebody serves `provider`, as of at most half a second ago."""
        ...

    async def close(self) -> None:
        """Leave; calls in flight fail with BusUnavailableError."""
        ...


class FragileBus(Bus, Protocol):
    """A bus to which a fault on demand can do what a broker does by itself."""

    async def repeat(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> None:
        """Deliver a message that was called with once more, the same bytes; its answer is nobody's.

        Raises what `call` raises.
        """
        ...

    async def cut(self) -> None:
        """Lose the broker, as whoever calls now loses it: their calls fail, and it is found again."""
        ...
