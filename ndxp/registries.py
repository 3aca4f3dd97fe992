"""The mock registries of one country in this process: behind wires, over HTTP, and what to ask them.

The only module that knows them; who needs no registry does not pay for the country's tables.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from adapters.hearing import hear
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.clock import SystemClock
from gateway.errors import InvalidBodyError, RegistryFailedError
from gateway.faults import HEADER, KINDS, Asked, Faults, Rule, described
from gateway.faults.aim import missed
from gateway.message import ServiceId
from gateway.strict_json import parse_json

if TYPE_CHECKING:
    from mock_registries.changes_desk import ChangesDesk
    from mock_registries.faults import Front
    from mock_registries.overlay import Changes
    from mock_registries.registry import Registry

_HERE: Final = "registry"
_NAMES: Final = frozenset(name for name, kind in KINDS.items() if _HERE in kind.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountrySettings:
    """Which country is computed; the defaults are those of the source documents."""

    seed: int = 2022
    as_of: date = date(2022, 12, 31)
    scale: float = 1.0  # of 99 million people
    overlay: Path | None = None  # database of changes; None: the country as it is computed


class Registries:
    """The registries of one country; `faults` are the rules by which they fail of their own.

    Over HTTP faults are ordered on this machine, at a loopback address; `allow_faults`: by anybody.
    Raises ValueError if there is no such country, or its database of changes is not one of it.
    """

    def __init__(
        self, settings: CountrySettings | None = None, *, allow_faults: bool = False
    ) -> None:
        from mock_registries import build
        from mock_registries.country import Country
        from mock_registries.faults import OPERATIONS, Front

        chosen = settings or CountrySettings()
        self._changes: Changes | None = None
        self.country: Country
        if chosen.overlay is None:
            self.country = Country(chosen.seed, chosen.as_of, chosen.scale)
        else:
            from mock_registries.overlay import open_country

            changed = open_country(chosen.seed, chosen.as_of, chosen.scale, chosen.overlay)
            self.country, self._changes = changed, changed.changes
        self.faults = Faults(SystemClock().monotonic)
        self.by_name: Mapping[str, Registry] = build(self.country)
        operations = [
            Asked(service=f"{name}/{operation}", client="", registry=name)
            for name in self.by_name
            for operation in OPERATIONS
        ]
        rules = _Rules(self.faults, operations)
        self._front: Front = Front(rules, anyone=allow_faults)

    def wires(self) -> dict[str, Wire]:
        """Reach each registry without a socket, through the same bytes."""
        return {name: LocalWire(one, self._front) for name, one in self.by_name.items()}

    @asynccontextmanager
    async def serve(self, host: str, port: int) -> AsyncIterator[int]:
        """Serve all of them over HTTP; gives the port."""
        from mock_registries.server import start

        server = await start(self.by_name, self._front, host, port, self._desk())
        try:
            yield server.port
        finally:
            await server.close()

    def _desk(self) -> "ChangesDesk | None":
        """Where changes are made over HTTP; nowhere if the country takes none."""
        if self._changes is None:
            return None
        from mock_registries.changes_desk import ChangesDesk
        from mock_registries.wire import Stationery

        return ChangesDesk(self._changes, Stationery(self.country))

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

    def example(self, service: ServiceId) -> dict[str, object] | None:
        """A request about a record that exists; None for a service that no registry here has."""
        from mock_registries.samples import SERVICES, sample

        for registry, codes in SERVICES.items():
            if service.code in codes:
                return sample(self.country, registry, 1, 1, service.code)[0]
        return None

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


def make_change(path: Path, kind: str, words: Sequence[str]) -> dict[str, object]:
    """Make a change, its fields written as name=value, in the database at a path.

    A file that is not there yet is made for the standard country. Raises ValueError, with a
    sentence that says what is wrong, for a change that cannot be and for a file that is no such
    database.
    """
    from mock_registries.overlay import read_words

    return _open_changes(path).make(kind, read_words(words))._asdict()


def list_changes(path: Path, after: int) -> list[dict[str, object]]:
    """List the changes behind a number in the database at a path; ValueError as make_change."""
    changes = _open_changes(path)
    found: list[dict[str, object]] = []
    while page := changes.list(after):
        found += [change._asdict() for change in page]
        after = page[-1].seq
    return found


def drop_changes(path: Path) -> int:
    """Drop all changes in the database at a path, and say how many; ValueError as make_change."""
    from mock_registries import overlay

    return overlay.drop_changes(path)


def _open_changes(path: Path) -> "Changes":
    from mock_registries.overlay import country_of, open_country

    standard = CountrySettings()
    country = country_of(path) or (standard.seed, standard.as_of, standard.scale)
    return open_country(*country, path).changes


class _Rules:
    """The registries' own rules, kept by the engine that the gateway has for its own."""

    def __init__(self, faults: Faults, operations: Sequence[Asked]) -> None:
        self._faults = faults
        self._operations = operations

    @property
    def quiet(self) -> bool:
        return self._faults.quiet

    def due(self, registry: str, operation: str) -> str | None:
        asked = Asked(service=f"{registry}/{operation}", client="", registry=registry)
        fault = self._faults.choose(asked)
        return None if fault is None else str(fault)

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        rule_id = path.removeprefix("/faults").removeprefix("/")
        try:
            match method:
                case "GET" | "HEAD" if not rule_id:
                    kinds = [each for each in described() if each["name"] in _NAMES]
                    return 200, {"on": self._faults.listed(), "kinds": kinds}
                case "POST" if not rule_id:
                    rule = self._read(body)
                    return 201, {"id": self._faults.add(rule), **rule.json()}
                case "DELETE":
                    return 200, {"off": self._remove(rule_id)}
        except ValueError as error:
            return 400, {"message": str(error)}
        return 405, {"message": "faults are listed with GET, added with POST, removed with DELETE"}

    def _read(self, body: bytes) -> Rule:
        rule = _read_rule(body)
        why = missed(rule, self._operations, ())
        if why:
            raise ValueError(why)
        return rule

    def _remove(self, rule_id: str) -> int:
        if not rule_id:
            return self._faults.clear()
        if not self._faults.remove(rule_id):
            raise ValueError("no fault with this id is on; GET /faults lists those that are")
        return 1


def _read_rule(body: bytes) -> Rule:
    """Read a rule for the registries; raises ValueError with a sentence that says what is wrong."""
    try:
        given = parse_json(body)
    except InvalidBodyError:
        raise ValueError("the body is not JSON") from None
    text = given.get("fault") if isinstance(given, dict) else None
    if isinstance(given, dict) and isinstance(text, str) and "place=" not in text:
        given = {**given, "fault": f"{text};place={_HERE}"}
    rule = Rule.read(given)
    if rule.fault.place != _HERE:
        raise ValueError("fault: its place is the registry here")
    if rule.client != "*":
        raise ValueError("client: a registry does not know who calls")
    return rule


class LocalWire:
    """A registry in the same process; see Wire."""

    def __init__(self, registry: "Registry", front: "Front") -> None:
        self._registry = registry
        self._front = front

    async def send(self, call: NativeCall) -> NativeAnswer:
        """Hand the bytes over; yields to the loop, as a socket would."""
        from mock_registries.wire import NativeRequest

        path, _, query = call.path.partition("?")
        sending = self._front.answer(
            self._registry,
            NativeRequest(
                method=call.method, path=path, query=query, headers=call.headers, body=call.body
            ),
        )
        answer = sending.answer
        await asyncio.sleep(sending.wait_s)
        if HEADER in call.headers and not sending.reset:
            hear(answer.headers.get(HEADER, ""))
        if sending.reset or sending.cut is not None:
            raise RegistryFailedError("the connection ended before the answer did")
        if sending.bytes_per_s:
            await asyncio.sleep(len(answer.body) / sending.bytes_per_s)
        return NativeAnswer(status=answer.status, body=answer.body)
