"""From a network file or document to a Network, or to every fault in it at once."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from gateway.errors import ConfigurationError
from gateway.message import ServiceId, SubsystemId
from gateway.network.model import Auth, Member, Network, Subsystem
from gateway.network.proof import (
    DEFAULT_AUTH,
    check_shared,
    read_allowance,
    read_auth,
    read_certificates,
)
from gateway.network.rights import read_groups, read_rights
from gateway.network.tables import FIELDS, Document, Tables

T = TypeVar("T")

MEMBER_CLASSES = ("GOV", "COM")
# What every provider answers to already, in X-Road (PR-META, PR-MREST, PR-OPMON).
RESERVED_CODES = frozenset(
    [
        "listClients",
        "listMethods",
        "allowedMethods",
        "getWsdl",
        "getOpenAPI",
        "getSecurityServerMetrics",
        "getSecurityServerOperationalData",
        "getSecurityServerHealthData",
    ]
)
_WATCHERS = ("owner", "monitoring")


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


def read_network(source: str, document: Document) -> Network:
    """Check a network document; raises ConfigurationError naming each faulty key."""
    tables = Tables(document)
    network = _read(tables)
    if tables.faults:
        raise ConfigurationError(source, tables.faults)
    return network


def _read(tables: Tables) -> Network:
    document = tables.document
    for key in sorted(document.keys() - {"instance", "name", "auth", *_WATCHERS, *FIELDS}):
        tables.faults.append(f"{key}: unknown key")
    instance = tables.text(document, "instance", "instance")
    members: dict[str, Member] = {}
    for member in _members(tables, instance):
        if members.setdefault(member.id, member) is not member:
            tables.faults.append(f"member {member.id}: stands twice")
    auth = read_auth(tables, document, "", DEFAULT_AUTH)
    subsystems = {each.id: each for each in _subsystems(tables, members, auth)}
    check_shared(tables, subsystems.values())
    name = tables.text(document, "name", "name")
    groups = read_groups(tables, subsystems)
    return Network(
        instance=instance,
        name=name,
        members=members,
        subsystems=subsystems,
        groups=groups,
        rights=read_rights(tables, subsystems, groups),
        aliases=_aliases(tables, members),
        owner=_named(tables, "owner", {each: each for each in members}, ""),
        monitoring=_named(tables, "monitoring", {str(each): each for each in subsystems}, None),
    )


def _named(tables: Tables, key: str, known: Mapping[str, T], otherwise: T) -> T:
    """What a text of the document itself names; `otherwise` where it names nothing."""
    if key not in tables.document:
        return otherwise
    text = tables.text(tables.document, key, key)
    if text not in known:
        tables.faults.append(f"{key}: names nobody in this document")
    return known.get(text, otherwise)


def _members(tables: Tables, instance: str) -> Iterator[Member]:
    for key, table in tables.each("member"):
        member = Member(
            id=tables.text(table, "id", key),
            name=tables.text(table, "name", key),
            name_vi=tables.text(table, "name_vi", key),
            aliases=tables.texts(table, "aliases", key),
            assumed=tables.text(table, "assumed", key) if "assumed" in table else "",
        )
        match member.id.split("/"):
            case [first, member_class, code] if first == instance and code:
                if member_class not in MEMBER_CLASSES:
                    tables.faults.append(f"{key}.id: class is one of {', '.join(MEMBER_CLASSES)}")
            case _:
                tables.faults.append(f"{key}.id: must read {instance}/class/code")
        yield member


def _subsystems(
    tables: Tables, members: Mapping[str, Member], otherwise: Auth
) -> Iterator[Subsystem]:
    seen: set[SubsystemId] = set()
    for key, table in tables.each("subsystem"):
        subsystem = _subsystem(tables, key, table, otherwise)
        if subsystem is None:
            continue
        if subsystem.id.member not in members:
            tables.faults.append(f"{key}.id: no member {subsystem.id.member}")
        if subsystem.id in seen:
            tables.faults.append(f"{key}.id: {subsystem.id} stands twice")
        seen.add(subsystem.id)
        yield subsystem


def _subsystem(tables: Tables, key: str, table: Document, otherwise: Auth) -> Subsystem | None:
    name, name_vi = tables.text(table, "name", key), tables.text(table, "name_vi", key)
    registry = tables.text(table, "registry", key) if "registry" in table else ""
    codes = tables.texts(table, "services", key)
    try:
        identifier = SubsystemId.parse(tables.text(table, "id", key))
        services = {code: ServiceId.parse(f"{identifier}/{code}") for code in codes}
    except ValueError as error:
        tables.faults.append(f"{key}: {error}")
        return None
    tables.once(codes, f"{key}.services")
    for position, code in enumerate(codes):
        if code in RESERVED_CODES:
            tables.faults.append(f"{key}.services[{position}]: {code} is reserved in X-Road")
    auth = read_auth(tables, table, f"{key}.", otherwise)
    return Subsystem(
        id=identifier,
        name=name,
        name_vi=name_vi,
        services=tuple(services.values()),
        opaque=frozenset(_opaque(tables, key, table, services)),
        registry=registry,
        auth=auth,
        certificates=read_certificates(tables, table, key, auth),
        allowance=read_allowance(tables, table, key),
    )


def _opaque(
    tables: Tables, key: str, table: Document, services: Mapping[str, ServiceId]
) -> list[ServiceId]:
    if "opaque" not in table:
        return []
    return tables.known(table, "opaque", key, services, "service here")


def _aliases(tables: Tables, members: Mapping[str, Member]) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for member in members.values():
        prefix = member.id.rpartition("/")[0]
        for code in member.codes:
            if aliases.setdefault(f"{prefix}/{code}", member.id) != member.id:
                tables.faults.append(f"member {member.id}: the code {code} is taken")
    return aliases
