"""What a check of an adapter needs: somebody who may call, somebody who may not, and what to ask."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gateway.clock import Clock
from gateway.errors import CannotSealError, ConfigurationError, SchemaViolationError, StateError
from gateway.keyring import Keyring
from gateway.message import ServiceId, SubsystemId
from gateway.network import Subsystem
from gateway.schema import Catalogue
from gateway.state import State
from gateway.trust import Directory
from ndxp.workbench.letters import Party
from ndxp.workbench.verdict import Subject, Text

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """Requests to one service: about a record that exists, and about one that does not."""

    found: Body
    unknown: Body | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One adapter under check."""

    provider: SubsystemId
    bodies: Mapping[ServiceId, Bodies]  # of the services that `client` may call
    client: Party
    other: Party | None  # of another member
    denied: tuple[Party, ServiceId] | None  # a service here that this one may not call
    directory: Directory
    catalogue: Catalogue
    clock: Clock

    @property
    def subject(self) -> Subject:
        """What the report is about."""
        words = Text(en=f"The adapter of {self.provider}", vi=f"Bộ chuyển đổi của {self.provider}")
        return Subject(words=words, facts={"subsystem": str(self.provider)})

    def faults(self, service: ServiceId, body: object) -> str:
        """What is wrong with a request body, and where; empty if nothing is."""
        try:
            self.catalogue.check_request(service, body)
        except SchemaViolationError as error:
            return error.where
        return ""


def open_bench(
    state: State,
    subsystem: SubsystemId,
    folders: Sequence[Path],
    given: Mapping[str, Bodies],
    clock: Clock,
) -> Bench:
    """Choose who asks from the keys in `state`; bodies are those `given`, by service code.

    A service without a body takes the examples of its request schema: the first is about a record
    that exists, the second, if any, about one that does not. Raises ConfigurationError, StateError.
    """
    directory = state.directory()
    provider = directory.network.subsystems.get(subsystem)
    if provider is None or not provider.described:
        lacking = "services with a schema" if provider and provider.services else "services"
        raise ConfigurationError(
            "--subsystem", [f"{subsystem} has no {lacking} in the network document"]
        )
    parties = list(_parties(state, directory, clock.now_ms()))
    client = _client(parties, directory, provider, state)
    services = [s for s in provider.described if (client.id, s) in directory.network.rights]
    catalogue = Catalogue.load(folders[-1], services, *folders[:-1])
    return Bench(
        provider=subsystem,
        bodies=_bodies(services, catalogue, given, lambda service: _examples(folders, service)),
        client=client,
        other=next((each for each in parties if each.id.member != client.id.member), None),
        denied=_denied(parties, directory, provider),
        directory=directory,
        catalogue=catalogue,
        clock=clock,
    )


def _parties(state: State, directory: Directory, now_ms: int) -> Iterator[Party]:
    for identifier in directory.network.subsystems:
        with suppress(CannotSealError):
            keyring = Keyring(directory, state.signers(identifier.member))
            yield Party(id=identifier, signer=keyring.signer(identifier.member, now_ms))


def _client(
    parties: Sequence[Party], directory: Directory, provider: Subsystem, state: State
) -> Party:
    """The one with the most rights here."""
    rights = directory.network.rights
    counted = [
        (sum((party.id, service) in rights for service in provider.services), party)
        for party in parties
    ]
    most, client = max(counted, key=lambda pair: pair[0], default=(0, None))
    if client is None or most == 0:
        raise StateError(
            f"{state.folder} holds no key of a member that may call {provider.id}; "
            "name the state folder of the gateway with --state"
        )
    return client


def _denied(
    parties: Sequence[Party], directory: Directory, provider: Subsystem
) -> tuple[Party, ServiceId] | None:
    rights = directory.network.rights
    return next(
        (
            (party, service)
            for party in parties
            for service in provider.services
            if (party.id, service) not in rights
        ),
        None,
    )


def _bodies(
    services: Sequence[ServiceId],
    catalogue: Catalogue,
    given: Mapping[str, Bodies],
    examples: Callable[[ServiceId], Bodies | None],
) -> dict[ServiceId, Bodies]:
    found: dict[ServiceId, Bodies] = {}
    faults: list[str] = []
    for service in services:
        bodies = given.get(service.code) or examples(service)
        if bodies is None:
            faults.append(f"{service.code}: no body given, and no examples in its request schema")
            continue
        try:
            catalogue.check_request(service, bodies.found)
            if bodies.unknown is not None:
                catalogue.check_request(service, bodies.unknown)
        except SchemaViolationError as error:
            faults.append(f"{service.code}: the body does not match its schema: {error.where}")
        found[service] = bodies
    if faults:
        raise ConfigurationError("--data", faults)
    return found


def _examples(folders: Sequence[Path], service: ServiceId) -> Bodies | None:
    for folder in folders:
        file = folder / service.provider.subsystem / service.code / "v1" / "request.json"
        if file.is_file():
            examples = [*json.loads(file.read_bytes()).get("examples", []), None][:2]
            return Bodies(found=examples[0], unknown=examples[1]) if examples[0] else None
    return None
