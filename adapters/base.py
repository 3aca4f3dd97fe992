"""What an adapter is: it stands between the bus and one registry and translates.

An adapter never sees a signature, a right or a schema: by the time `answer` is called the request
has passed all of them (adapters/provider.py), and what it returns is checked and sealed after it.

    class Weather:
        subsystem = "VN/GOV/G13/thoitiet"

        async def answer(self, call: Call) -> Answer:
            return Answer(body={"NhietDo": 31}, found=True)

A service without a schema (`opaque` in the network document) is forwarded as it came instead:

        async def forward(self, call: OpaqueCall) -> OpaqueAnswer:
            return OpaqueAnswer(status=200, headers=(("Content-Type", "image/png"),), body=MAP)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from gateway.message import Headers

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that was checked: known caller, right, seal, time, schema."""

    service: str  # the service code, for example TraCuuThongTinCongDan
    body: JsonObject  # matches the service's request schema
    request_id: str
    time_left_s: float  # answer within this or the caller is gone
    headers: Mapping[str, str] = field(default_factory=dict)  # to send on to the registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A canonical answer; `found` says whether the registry had the record asked for."""

    body: JsonObject  # has to match the service's response schema; {} when nothing was found
    found: bool
    native: bytes = field(default=b"", repr=False)  # the registry's own words, for other dialects


@dataclass(frozen=True, slots=True, kw_only=True)
class OpaqueCall:
    """A request to a service without a schema, as its caller sent it: known client, right, seal, time."""

    service: str
    method: str
    path: str  # what follows the service code, byte for byte with its leading slash, or empty
    query: str  # raw, without `?`
    headers: Headers  # end to end, names and order and duplicates as sent
    body: bytes = field(repr=False)
    client: str  # who calls: instance/class/code/subsystem
    message_id: str  # X-Road-Id
    request_id: str
    time_left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OpaqueAnswer:
    """What the provider says, given to the caller as it is, its own 4xx and 5xx too."""

    status: int  # 200 to 599
    headers: Headers
    body: bytes = field(repr=False)  # dropped where HTTP allows none: HEAD, 204, 304


@runtime_checkable
class Adapter(Protocol):
    """Answers the services of one provider subsystem; called concurrently.

    `answer` raises RegistryFailedError when the registry fails and RegistryRefusedError when it
    refuses a well-formed request. Anything else that it raises counts as a failure of the registry.
    """

    subsystem: str

    async def answer(self, call: Call) -> Answer: ...


@runtime_checkable
class OpaqueAdapter(Protocol):
    """Answers the opaque services of one provider subsystem; called concurrently.

    `forward` raises as `answer` does. One class may be both kinds of adapter.
    """

    subsystem: str

    async def forward(self, call: OpaqueCall) -> OpaqueAnswer: ...


@runtime_checkable
class ClosingAdapter(Protocol):
    """An adapter that holds something open, such as connections to its registry."""

    async def close(self) -> None:
        """Called once, in the adapter's own event loop, when it answers no more."""
        ...
