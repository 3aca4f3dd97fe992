"""How a gateway asks a provider's side and opens what comes back."""

from dataclasses import dataclass
from typing import Any

from adapters.provider import ProviderSide
from gateway.bus import Reply
from gateway.message import Sealed
from gateway.signature import OpenedResponse, SealedRequest, open_response
from tests.adapters.counting import CountingAdapter
from tests.gateway.members import Members


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A provider's side and all around it."""

    members: Members
    adapter: CountingAdapter
    handles: ProviderSide

    async def ask(self, **changed: Any) -> tuple[Reply, SealedRequest]:
        sealed = self.members.seal(self.members.request(**changed))
        return await self.handles.handle(sealed.sealed), sealed

    async def answer(self, **changed: Any) -> OpenedResponse:
        """Asked and opened as the gateway does it."""
        reply, sealed = await self.ask(**changed)
        return self.open(reply, sealed)

    def open(self, reply: Reply, sealed: SealedRequest) -> OpenedResponse:
        assert reply.answer is not None
        return open_response(reply.answer, sealed, self.members.directory)

    async def dead(self, sealed: Sealed) -> str:
        """Why a message that gets no answer is dead."""
        reply = await self.handles.handle(sealed)
        assert reply.answer is None
        assert self.adapter.calls == []
        return reply.dead
