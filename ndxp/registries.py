"""The mock registries of one country in this process: behind wires, over HTTP, and what to ask them.

The only module that knows them; who needs no registry does not pay for the country's tables.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from adapters.wire import NativeAnswer, NativeCall, Wire

if TYPE_CHECKING:
    from mock_registries.wire import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class CountrySettings:
    """Which country is computed; the defaults are those of the source documents."""

    seed: int = 2022
    as_of: date = date(2022, 12, 31)
    scale: float = 1.0  # of 99 million people


class Registries:
    """The registries of one country; raises ValueError if there is no such country."""

    def __init__(self, settings: CountrySettings | None = None) -> None:
        from mock_registries import build
        from mock_registries.country import Country
        from mock_registries.faults import Faults

        chosen = settings or CountrySettings()
        self.country: Country = Country(chosen.seed, chosen.as_of, chosen.scale)
        self.faults: Faults = Faults()
        self.by_name: Mapping[str, Registry] = build(self.country, self.faults)

    def wires(self) -> dict[str, Wire]:
        """Reach each registry without a socket, through the same bytes."""
        return {
            name: LocalWire(registry, lambda name=name: self.faults.delay_s(name))  # type: ignore[misc]  # binds name now
            for name, registry in self.by_name.items()
        }

    @asynccontextmanager
    async def serve(self, host: str, port: int) -> AsyncIterator[int]:
        """Serve all of them over HTTP; gives the port."""
        from mock_registries.server import start

        server = await start(self.by_name, self.faults, host, port)
        try:
            yield server.port
        finally:
            await server.close()

    def sample(
        self,
        registry: str,
        count: int,
        seed: int,
        service: str | None = None,
        where: Sequence[str] = (),
    ) -> list[dict[str, object]]:
        """Requests about records that exist; raises ValueError that says what there is not."""
        from mock_registries.samples import sample

        return sample(self.country, registry, count, seed, service, where)

    def records(
        self, registry: str, count: int, seed: int, where: Sequence[str] = ()
    ) -> list[dict[str, object]]:
        """The main facts of records that exist; raises ValueError as `sample` does."""
        from mock_registries.samples import records

        return records(self.country, registry, count, seed, where)

    def families(self, count: int, seed: int) -> list[dict[str, Any]]:
        """Families with all that they have; raises ValueError when there are fewer."""
        from mock_registries.samples import families

        return [dict(family) for family in families(self.country, count, seed)]

    def unknown(self, service: str) -> dict[str, object]:
        """A well-formed request about a record that does not exist."""
        from mock_registries.samples import unknown

        return unknown(self.country, service)


class LocalWire:
    """A registry in the same process; see Wire."""

    def __init__(self, registry: "Registry", delay_s: Callable[[], float]) -> None:
        self._registry = registry
        self._delay_s = delay_s

    async def send(self, call: NativeCall) -> NativeAnswer:
        """Hand the bytes over; yields to the loop, as a socket would."""
        from mock_registries.wire import NativeRequest

        await asyncio.sleep(self._delay_s())
        path, _, query = call.path.partition("?")
        answer = self._registry.answer(
            NativeRequest(
                method=call.method, path=path, query=query, headers=call.headers, body=call.body
            )
        )
        return NativeAnswer(status=answer.status, body=answer.body)
