"""What an adapter's project asks for: tables as in a network file, about one subsystem and nothing else.

    [[member]]     whose it is, for a network that does not know the member yet
    [[subsystem]]  what it serves: `services`, perhaps `opaque`
    [[right]]      who would like to call these services

A proposal gives nobody anything. A person grants it (gateway/granting.py); it never says how anybody proves
who he is, how much he may ask for, or anything about services of others.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from gateway.errors import ConfigurationError
from gateway.message import ServiceId, SubsystemId
from gateway.network.model import Network
from gateway.network.reader import read_network
from gateway.network.tables import FIELDS, Document, Tables

MAY_SAY: Final[Mapping[str, frozenset[str]]] = {
    "member": frozenset({"id", "name", "name_vi", "aliases", "assumed"}),
    "subsystem": frozenset({"id", "name", "name_vi", "services", "opaque"}),
    "right": frozenset({"clients", "services", "endpoints"}),
}
_ONE_OF_IT: Final = ("member", "subsystem")
_KEY = re.compile(r"\w+\[\d+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal that speaks of its own subsystem only; whether a network can take it is not known yet."""

    file: Path
    subsystem: SubsystemId
    described: tuple[ServiceId, ...]  # the services that need a schema
    tables: Mapping[str, Sequence[Document]]
    text: str = field(repr=False)  # as it was written

    def granted_in(self, document: Document) -> dict[str, Any]:
        """The network document with what is asked for; what it says already stays as it is.

        Raises ConfigurationError, in the proposal's own keys, if that is no good network.
        """
        network = {**document, **{name: list(document.get(name, [])) for name in MAY_SAY}}
        asked_as: dict[str, str] = {}
        for name, tables in self.tables.items():
            for position, table in enumerate(tables):
                asked_as[f"{name}[{_put(network[name], table)}]"] = f"{name}[{position}]"
        try:
            self._check_names(read_network(str(self.file), network))
        except ConfigurationError as error:
            faults = [
                _KEY.sub(lambda key: asked_as.get(key[0], key[0]), fault, count=1)
                for fault in error.faults
            ]
            raise ConfigurationError(str(self.file), faults) from error
        return network

    def _check_names(self, network: Network) -> None:
        """Its schemas may not be taken for those of another member's service: their folders would be one."""
        own = {service.code for service in self.described}
        taken = [
            str(service)
            for service in network.described()
            if service.provider.subsystem == self.subsystem.subsystem
            and service.provider != self.subsystem
            and service.code in own
        ]
        if taken:
            raise ConfigurationError(
                str(self.file),
                [
                    f"subsystem[0].services: {service} has a name that ends alike"
                    for service in taken
                ],
            )


def load_proposal(path: Path) -> Proposal:
    """Read a proposal; raises ConfigurationError with every fault in it."""
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(str(path), [error.strerror or "cannot be read"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(str(path), [str(error)]) from error
    tables = Tables(document)
    _check_form(tables)
    if not tables.faults:
        _check_own(tables)
    if tables.faults:
        raise ConfigurationError(str(path), tables.faults)
    subsystem = document["subsystem"][0]
    codes = [code for code in subsystem["services"] if code not in subsystem.get("opaque", [])]
    return Proposal(
        file=path,
        subsystem=SubsystemId.parse(subsystem["id"]),
        described=tuple(ServiceId.parse(f"{subsystem['id']}/{code}") for code in codes),
        tables={name: document[name] for name in MAY_SAY},
        text=text,
    )


def _check_form(tables: Tables) -> None:
    """Its keys, and that whoever grants it on a terminal sees all of it."""
    document, faults = tables.document, tables.faults
    faults += [f"{name}: not for a proposal to say" for name in sorted(document.keys() - MAY_SAY)]
    for name, keys in MAY_SAY.items():
        if name in _ONE_OF_IT and isinstance(document.get(name), list) and document[name][1:]:
            faults.append(f"{name}: only one, a proposal is about one subsystem")
        for key, table in tables.each(name):
            elsewhere = set[str]().union(*FIELDS[name]) - keys
            faults += [
                f"{key}.{said}: not for a proposal to say" for said in table if said in elsewhere
            ]
            faults += [
                f"{key}.{said}: holds characters that cannot be shown"
                for said in table
                if not all(text.isprintable() for text in _texts(table[said]))
            ]


def _check_own(tables: Tables) -> None:
    """It speaks of its own subsystem only."""
    (member,), (subsystem,) = tables.document["member"], tables.document["subsystem"]
    try:
        identifier = SubsystemId.parse(tables.text(subsystem, "id", "subsystem[0]"))
    except ValueError as error:
        tables.faults.append(f"subsystem[0].id: {error}")
        return
    if identifier.member != member.get("id"):
        tables.faults.append("subsystem[0].id: is not one of the proposal's member")
    own = set(_services(tables, subsystem, identifier))
    tables.texts(subsystem, "opaque", "subsystem[0]")
    for key, right in tables.each("right"):
        for position, service in enumerate(tables.some_texts(right, "services", key)):
            if service not in own:
                tables.faults.append(
                    f"{key}.services[{position}]: is not of the proposal's subsystem"
                )


def _services(tables: Tables, subsystem: Document, identifier: SubsystemId) -> Iterator[str]:
    for position, code in enumerate(tables.some_texts(subsystem, "services", "subsystem[0]")):
        try:
            yield str(ServiceId.parse(f"{identifier}/{code}"))
        except ValueError as error:
            tables.faults.append(f"subsystem[0].services[{position}]: {error}")


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _texts(each)
        case dict():
            yield from _texts([*value, *value.values()])


def _put(tables: list[Document], asked: Document) -> int:
    """Add a table unless it is there; its place."""
    for place, there in enumerate(tables):
        if there == asked:
            return place
        if "id" in asked and there.get("id") == asked["id"]:
            if "services" in asked:
                tables[place] = _with_services(there, asked)
            return place
    tables.append(asked)
    return len(tables) - 1


def _with_services(there: Document, asked: Document) -> Document:
    """A subsystem with the services that it does not have yet; those that it has stay as they are."""
    has = there.get("services", [])
    new = [code for code in asked["services"] if code not in has]
    opaque = [*there.get("opaque", []), *(c for c in asked.get("opaque", []) if c in new)]
    return {**there, "services": [*has, *new], **({"opaque": opaque} if opaque else {})}
