"""Names and arguments on the broker; they are part of the protocol (docs/protocol.md §5)."""

import re
from dataclasses import dataclass

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractQueue
from pamqp.common import FieldTable

from gateway.errors import BrokerError
from gateway.message import SubsystemId

MAX_QUEUE_MESSAGES = 10_000
MAX_DEAD = 10_000
DEAD_TTL_MS = 7 * 24 * 3600 * 1000
NAMESPACE = re.compile(r"[A-Za-z0-9._-]+")
TEMPORARY_MS = 60_000  # a queue without consumers cannot be deleted with its last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """All names start with the node's namespace, so that platforms on one broker do not meet.

    Raises BrokerError for a namespace that cannot be part of a name.
    """

    namespace: str
    temporary: bool = False  # leave nothing on the broker once the last adapter has gone

    def __post_init__(self) -> None:
        if not NAMESPACE.fullmatch(self.namespace):
            raise BrokerError("a namespace consists of A-Z a-z 0-9 . _ -; correct --namespace")

    @property
    def dead(self) -> str:
        return f"{self.namespace}.dead"

    @property
    def requests(self) -> str:
        return f"{self.namespace}.requests"

    def queue(self, provider: SubsystemId) -> str:
        return f"{self.requests}.{provider}"

    async def declare_exchange(self, channel: AbstractChannel) -> AbstractExchange:
        return await channel.declare_exchange(
            self.requests, ExchangeType.DIRECT, durable=True, auto_delete=self.temporary
        )

    async def declare_provider(
        self, channel: AbstractChannel, provider: SubsystemId
    ) -> AbstractQueue:
        """The queue of a provider: bounded, and full means refused (only adapters declare it)."""
        exchange = await self.declare_exchange(channel)
        queue = await channel.declare_queue(
            self.queue(provider),
            durable=True,
            auto_delete=self.temporary,
            arguments={"x-max-length": MAX_QUEUE_MESSAGES, "x-overflow": "reject-publish"},
        )
        await queue.bind(exchange, routing_key=str(provider))
        return queue

    async def declare_dead(self, channel: AbstractChannel) -> None:
        """Where refused items go, without content; the oldest leave when there are too many."""
        arguments: FieldTable = {"x-message-ttl": DEAD_TTL_MS, "x-max-length": MAX_DEAD}
        if self.temporary:
            arguments["x-expires"] = TEMPORARY_MS
        await channel.declare_queue(self.dead, durable=True, arguments=arguments)
