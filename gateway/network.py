"""Who takes part: members, their subsystems and services, and who may call what.

A person edits it as TOML (ndxp/networks/small.toml); the authority signs the same shape as the network
document (gateway/trust.py). Both are read here, every fault at once, each with its key.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from gateway.errors import ConfigurationError
from gateway.message import ServiceId, SubsystemId

MEMBER_CLASSES = ("GOV", "COM")
ANY_PATH = "**"  # X-Road's glob for every path under a service
_FIELDS = {
    "member": ({"id", "name", "name_vi"}, {"aliases", "assumed"}),
    "subsystem": ({"id", "name", "name_vi"}, {"services", "registry"}),
    "right": ({"clients", "services"}, set[str]()),
}


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An agency or enterprise; it owns one signing key."""

    id: str  # instance/class/code
    name: str
    name_vi: str
    aliases: tuple[str, ...]  # other codes that real clients send, for example 000.00.00.H29
    assumed: str  # why the code is a guess, empty where a source gives it

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.id.rpartition("/")[2], *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsystem:
    """One information system of a member; a provider if it has services."""

    id: SubsystemId
    name: str
    name_vi: str
    services: tuple[ServiceId, ...]
    registry: str  # the mock registry behind it; empty for consumers and outside adapters


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Members, subsystems and rights, consistent with each other."""

    instance: str
    name: str
    members: Mapping[str, Member]
    subsystems: Mapping[SubsystemId, Subsystem]
    rights: Mapping[tuple[SubsystemId, ServiceId], str]  # the path pattern that is granted
    aliases: Mapping[str, str]  # member id as a client may write it -> member id

    def resolve(self, subsystem: SubsystemId) -> SubsystemId:
        """The same subsystem under its member's own code; unchanged if the code is unknown."""
        member = self.aliases.get(subsystem.member)
        if member is None or member == subsystem.member:
            return subsystem
        instance, member_class, member_code = member.split("/")
        return SubsystemId(
            instance=instance,
            member_class=member_class,
            member_code=member_code,
            subsystem=subsystem.subsystem,
        )

    def services(self) -> Iterator[ServiceId]:
        for subsystem in self.subsystems.values():
            yield from subsystem.services

    def providers(self) -> Iterator[Subsystem]:
        return (subsystem for subsystem in self.subsystems.values() if subsystem.services)


def load_network(path: Path) -> Network:
    """Read and check a network file; raises ConfigurationError with every fault in it."""
    return read_network(str(path), load_document(path))


def load_document(path: Path) -> dict[str, Any]:
    """The network file as it will be signed; raises ConfigurationError if it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(str(path), [error.strerror or "cannot be read"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(str(path), [str(error)]) from error


def read_network(source: str, document: Mapping[str, Any]) -> Network:
    """Check a network document; raises ConfigurationError naming each faulty key."""
    reader = _Reader()
    network = reader.read(document)
    if reader.faults:
        raise ConfigurationError(source, reader.faults)
    return network


class _Reader:
    """Collects every fault instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def read(self, document: Mapping[str, Any]) -> Network:
        for key in sorted(document.keys() - {"instance", "name", *_FIELDS}):
            self.faults.append(f"{key}: unknown key")
        instance = self._text(document, "instance", "instance")
        members: dict[str, Member] = {}
        for member in self._members(document, instance):
            if members.setdefault(member.id, member) is not member:
                self.faults.append(f"member {member.id}: stands twice")
        subsystems = {s.id: s for s in self._subsystems(document, members)}
        return Network(
            instance=instance,
            name=self._text(document, "name", "name"),
            members=members,
            subsystems=subsystems,
            rights=self._rights(document, subsystems),
            aliases=self._aliases(members),
        )

    def _members(self, document: Mapping[str, Any], instance: str) -> Iterator[Member]:
        for key, table in self._tables(document, "member"):
            member = Member(
                id=self._text(table, "id", key),
                name=self._text(table, "name", key),
                name_vi=self._text(table, "name_vi", key),
                aliases=self._texts(table, "aliases", key),
                assumed=self._text(table, "assumed", key) if "assumed" in table else "",
            )
            match member.id.split("/"):
                case [first, member_class, code] if first == instance and code:
                    if member_class not in MEMBER_CLASSES:
                        self.faults.append(f"{key}.id: class is one of {', '.join(MEMBER_CLASSES)}")
                case _:
                    self.faults.append(f"{key}.id: must read {instance}/class/code")
            yield member

    def _subsystems(
        self, document: Mapping[str, Any], members: Mapping[str, Member]
    ) -> Iterator[Subsystem]:
        seen: set[SubsystemId] = set()
        for key, table in self._tables(document, "subsystem"):
            name, name_vi = self._text(table, "name", key), self._text(table, "name_vi", key)
            registry = self._text(table, "registry", key) if "registry" in table else ""
            codes = self._texts(table, "services", key)
            try:
                identifier = SubsystemId.parse(self._text(table, "id", key))
                services = tuple(ServiceId.parse(f"{identifier}/{code}") for code in codes)
            except ValueError as error:
                self.faults.append(f"{key}: {error}")
                continue
            if identifier.member not in members:
                self.faults.append(f"{key}.id: no member {identifier.member}")
            if identifier in seen:
                self.faults.append(f"{key}.id: {identifier} stands twice")
            seen.add(identifier)
            for position, code in enumerate(codes):
                if code in codes[:position]:
                    self.faults.append(f"{key}.services[{position}]: {code} stands twice")
            yield Subsystem(
                id=identifier, name=name, name_vi=name_vi, services=services, registry=registry
            )

    def _rights(
        self, document: Mapping[str, Any], subsystems: Mapping[SubsystemId, Subsystem]
    ) -> dict[tuple[SubsystemId, ServiceId], str]:
        known = {str(service): service for s in subsystems.values() for service in s.services}
        clients = {str(identifier): identifier for identifier in subsystems}
        rights: dict[tuple[SubsystemId, ServiceId], str] = {}
        for key, table in self._tables(document, "right"):
            granted = self._known(table, "clients", key, clients, "subsystem")
            services = self._known(table, "services", key, known, "service")
            rights |= dict.fromkeys(product(granted, services), ANY_PATH)
        return rights

    def _known(
        self, table: Mapping[str, Any], name: str, key: str, known: Mapping[str, T], what: str
    ) -> list[T]:
        """Those of a list, at least one, that the document knows; each other one is a fault."""
        texts = self._texts(table, name, key)
        if table.get(name, []) == []:
            self.faults.append(f"{key}.{name}: at least one is needed")
        for position, text in enumerate(texts):
            if text not in known:
                self.faults.append(f"{key}.{name}[{position}]: no such {what}")
        return [known[text] for text in texts if text in known]

    def _aliases(self, members: Mapping[str, Member]) -> dict[str, str]:
        aliases: dict[str, str] = {}
        for member in members.values():
            prefix = member.id.rpartition("/")[0]
            for code in member.codes:
                if aliases.setdefault(f"{prefix}/{code}", member.id) != member.id:
                    self.faults.append(f"member {member.id}: the code {code} is taken")
        return aliases

    def _tables(
        self, document: Mapping[str, Any], name: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        required, optional = _FIELDS[name]
        tables = document.get(name, [])
        if not isinstance(tables, list) or not tables:
            self.faults.append(f"{name}: at least one [[{name}]] table is needed")
            return
        for position, table in enumerate(tables):
            key = f"{name}[{position}]"
            if not isinstance(table, Mapping):
                self.faults.append(f"{key}: must be a table")
                continue
            for unknown in sorted(table.keys() - required - optional):
                self.faults.append(f"{key}.{unknown}: unknown key")
            yield key, table

    def _text(self, table: Mapping[str, Any], name: str, key: str) -> str:
        value = table.get(name)
        if isinstance(value, str) and value:
            return value
        self.faults.append(f"{key}.{name}: must be a text" if key != name else f"{key}: missing")
        return "?"

    def _texts(self, table: Mapping[str, Any], name: str, key: str) -> tuple[str, ...]:
        value = table.get(name, [])
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(value)
        self.faults.append(f"{key}.{name}: must be a list of texts")
        return ()
