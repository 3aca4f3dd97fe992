"""What a dialect is: how the callers of one listener speak, turned into requests and back.

Whatever the wire, what follows is the same: rights, schema, seal, log and bus know requests only. A
dialect of its own has a module or a package in this folder and a line in gateway/edge/dialects.py.
"""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.applications import Applications
from gateway.clock import Clock
from gateway.config import Limits
from gateway.edge.authentication import Authentication, Caller
from gateway.edge.body import Reading
from gateway.edge.doors import Doors
from gateway.edge.listen import Listen
from gateway.errors import ExchangeError
from gateway.message import Request, Response
from gateway.refresh import DirectorySource


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One listener and the node behind it."""

    listen: Listen
    source: DirectorySource
    limits: Limits
    clock: Clock
    reading: Reading
    authentication: Authentication  # of this listener
    doors: Doors
    applications: Applications  # the accounts of callers that the dialects know


class Dialect(Protocol):
    """One for each listener; called concurrently.

    Everything that it raises is an ExchangeError, and comes back to it as `refuse`: to the caller
    nothing is said in another dialect than its own.
    """

    async def answer(self, http: BaseRequest) -> web.StreamResponse | None:
        """What the platform answers by itself, such as an access token; None for a call of a service.

        A refusal may be raised, or be the answer.
        """
        ...

    def caller(self, http: BaseRequest) -> Caller:
        """Who calls, proven; raises UnauthenticatedError, UnknownMemberError or a CallerError."""
        ...

    async def read(self, http: BaseRequest, caller: Caller) -> Request:
        """Read a call; raises the CallerError or RightsError that says what is wrong with its form."""
        ...

    def local(self, request: Request) -> Response | None:
        """What the node answers instead of a provider, unlogged; None for a call of a service."""
        ...

    def write(self, http: BaseRequest, request: Request, response: Response) -> web.StreamResponse:
        """The provider's answer, or the provider's side's refusal (`response.code`)."""
        ...

    def refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.StreamResponse:
        """A failure; `request` is None if it could not even be read."""
        ...
