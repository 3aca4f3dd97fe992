"""Groups and rights of a network document, resolved to who may call what.

A [[right]] gives each of its clients each of its endpoints of each of its services. A client is a
subsystem or `group:ID`. Without endpoints it is the whole service.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gateway.message import ServiceId, SubsystemId
from gateway.network.model import WHOLE_SERVICE, Endpoint, Group, Rule, Subsystem
from gateway.network.tables import Document, Tables

GROUP_PREFIX: Final = "group:"
_GROUP_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}")

Subsystems = Mapping[SubsystemId, Subsystem]
Groups = Mapping[str, Group]
Subject = SubsystemId | Group
Rights = dict[tuple[SubsystemId, ServiceId], tuple[Rule, ...]]


def read_groups(tables: Tables, subsystems: Subsystems) -> dict[str, Group]:
    """Every group by its id."""
    known = {str(identifier): identifier for identifier in subsystems}
    groups: dict[str, Group] = {}
    for key, table in tables.each("group"):
        group = Group(
            id=tables.text(table, "id", key),
            name=tables.text(table, "name", key),
            name_vi=tables.text(table, "name_vi", key),
            members=tuple(tables.known(table, "members", key, known, "subsystem")),
            owner=_owner(tables, key, table, subsystems) if "owner" in table else None,
        )
        if not _GROUP_ID.fullmatch(group.id):
            tables.faults.append(f"{key}.id: letters, digits, - and . only, at most 64")
        if groups.setdefault(group.id, group) is not group:
            tables.faults.append(f"{key}.id: {group.id} stands twice")
    return groups


def _owner(tables: Tables, key: str, table: Document, subsystems: Subsystems) -> SubsystemId | None:
    text = tables.text(table, "owner", key)
    for subsystem in subsystems.values():
        if str(subsystem.id) == text and subsystem.services:
            return subsystem.id
    tables.faults.append(f"{key}.owner: no subsystem with services")
    return None


def read_rights(tables: Tables, subsystems: Subsystems, groups: Groups) -> Rights:
    """Who may call what: for each client and service its rules, in the order of the document."""
    rights: dict[tuple[SubsystemId, ServiceId], dict[Endpoint, Rule]] = {}
    services = {str(service): service for s in subsystems.values() for service in s.services}
    opaque = {service for s in subsystems.values() for service in s.opaque}
    subjects = _subjects(subsystems, groups)
    for key, table in tables.each("right"):
        clients = tables.known(table, "clients", key, subjects, "subsystem or group")
        called = tables.known(table, "services", key, services, "service")
        endpoints = _endpoints(tables, key, table)
        _check_local(tables, key, clients, called)
        if "endpoints" in table:
            _check_opaque(tables, key, [service for service in called if service not in opaque])
        for client, group in _each(clients):
            rules = {e: Rule(endpoint=e, right=key, group=group) for e in endpoints}
            for service in called:
                pair = rights.setdefault((client, service), {})
                pair.update({e: rule for e, rule in rules.items() if e not in pair})
    return {pair: tuple(rules.values()) for pair, rules in rights.items() if rules}


def _subjects(subsystems: Subsystems, groups: Groups) -> dict[str, Subject]:
    named: dict[str, Subject] = {str(identifier): identifier for identifier in subsystems}
    return named | {f"{GROUP_PREFIX}{group.id}": group for group in groups.values()}


def _each(subjects: Sequence[Subject]) -> Iterator[tuple[SubsystemId, str]]:
    """Every client with the group through which it is meant."""
    for subject in subjects:
        if isinstance(subject, Group):
            yield from ((member, subject.id) for member in subject.members)
        else:
            yield subject, ""


def _endpoints(tables: Tables, key: str, table: Document) -> list[Endpoint]:
    if "endpoints" not in table:
        return [WHOLE_SERVICE]
    endpoints: list[Endpoint] = []
    for position, text in enumerate(tables.some_texts(table, "endpoints", key)):
        try:
            endpoints.append(Endpoint.parse(text))
        except ValueError as error:
            tables.faults.append(f"{key}.endpoints[{position}]: {error}")
    return endpoints


def _check_local(
    tables: Tables, key: str, clients: Sequence[Subject], called: Sequence[ServiceId]
) -> None:
    for group in clients:
        if not isinstance(group, Group) or group.owner is None:
            continue
        for service in called:
            if service.provider != group.owner:
                tables.faults.append(
                    f"{key}.clients: {GROUP_PREFIX}{group.id} is local to {group.owner}, "
                    f"not for {service}"
                )


def _check_opaque(tables: Tables, key: str, with_schema: Sequence[ServiceId]) -> None:
    """A service with a schema has one endpoint, so that an endpoint of another form opens nothing."""
    tables.faults.extend(
        f"{key}.endpoints: only for opaque services, and {service} has a schema"
        for service in with_schema
    )
