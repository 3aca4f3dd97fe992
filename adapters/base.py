"""What an adapter is: it stands between the bus and one registry and translates.

An adapter never sees a signature, a right or a schema: by the time `answer` is called the request
has passed all of them (adapters/provider.py), and what it returns is checked and sealed after it.

    class Weather:
        subsystem = "VN/GOV/G13/thoitiet"

        async def answer(self, call: Call) -> Answer:
            return Answer(body={"NhietDo": 31}, found=True)
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that was checked: known caller, right, seal, time, schema."""

    service: str  # the service code, for example TraCuuThongTinCongDan
    body: JsonObject  # matches the service's request schema
    request_id: str
    time_left_s: float  # answer within this or the caller is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A canonical answer; `found` says whether the registry had the record asked for."""

    body: JsonObject  # has to match the service's response schema; {} when nothing was found
    found: bool
    native: bytes = field(default=b"", repr=False)  # the registry's own words, for other dialects


class Adapter(Protocol):
    """Answers the services of one provider subsystem; called concurrently.

    `answer` raises RegistryFailedError when the registry fails and RegistryRefusedError when it
    refuses a well-formed request. Anything else that it raises counts as a failure of the registry.
    """

    subsystem: str

    async def answer(self, call: Call) -> Answer: ...
