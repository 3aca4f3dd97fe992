"""Members, subsystems, groups and rights, as everybody else sees them. All are frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Self

from gateway.message import ServiceId, SubsystemId
from gateway.pathglob import ANYTHING, PathGlob

METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")
ANY_METHOD: Final = "*"
Auth = Literal["mtls", "token", "none"]
"""How a subsystem proves that it is the one that calls: see gateway/network/proof.py."""


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
class Allowance:
    """How much a client may ask for; None is no bound."""

    rate_per_s: int | None
    burst: int  # calls that may come at once before `rate_per_s` counts
    max_in_flight: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsystem:
    """One information system of a member; a provider if it has services."""

    id: SubsystemId
    name: str
    name_vi: str
    services: tuple[ServiceId, ...]
    opaque: frozenset[ServiceId]  # those without a JSON schema: any method, path and content type
    registry: str  # the mock registry behind it; empty for consumers and outside adapters
    auth: Auth  # how it proves that it calls
    certificates: tuple[bytes, ...]  # DER; if there are any, no other one proves it
    allowance: Allowance

    @property
    def described(self) -> tuple[ServiceId, ...]:
        """The services that have a JSON schema."""
        return tuple(service for service in self.services if service not in self.opaque)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Clients that rights name together; local if it has an owner, whose services it is for."""

    id: str
    name: str
    name_vi: str
    members: tuple[SubsystemId, ...]
    owner: SubsystemId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A method and the paths under a service; PR-REST's base endpoint is `* **`."""

    method: str  # one of METHODS, or *
    path: PathGlob

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `GET /ho-so/*`; raises ValueError on anything else."""
        method, _, path = text.partition(" ")
        if method != ANY_METHOD and method not in METHODS:
            raise ValueError(f"the method is * or one of {', '.join(METHODS)}")
        return cls(method=method, path=PathGlob.parse(path))

    def covers(self, method: str, path: str) -> bool:
        """Whether it is about a call; `path` as `plain_path` returns it, `method` in any case."""
        return self.method in (ANY_METHOD, method.upper()) and self.path.matches(path)

    def __str__(self) -> str:
        return f"{self.method} {self.path.text}"


WHOLE_SERVICE: Final = Endpoint(method=ANY_METHOD, path=PathGlob.parse(ANYTHING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One endpoint that a right opens to one client, and where the document says so."""

    endpoint: Endpoint
    right: str  # the key of the right in the document, right[3]
    group: str  # id of the group through which the client is meant; empty if it is named itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Members, subsystems, groups and rights, consistent with each other."""

    instance: str
    name: str
    members: Mapping[str, Member]
    subsystems: Mapping[SubsystemId, Subsystem]
    groups: Mapping[str, Group]
    rights: Mapping[tuple[SubsystemId, ServiceId], tuple[Rule, ...]]  # never empty; groups resolved
    aliases: Mapping[str, str]  # member id as a client may write it -> member id
    owner: str = ""  # the member that runs it and may see all of its traffic, if one does
    monitoring: SubsystemId | None = None  # the client that may see it as well

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

    def is_opaque(self, service: ServiceId) -> bool:
        """Whether a service has no schema; an unknown service counts as one that has."""
        provider = self.subsystems.get(service.provider)
        return provider is not None and service in provider.opaque

    def services(self) -> Iterator[ServiceId]:
        for subsystem in self.subsystems.values():
            yield from subsystem.services

    def described(self) -> Iterator[ServiceId]:
        """The services that have a JSON schema."""
        for subsystem in self.subsystems.values():
            yield from subsystem.described

    def unproven(self) -> list[SubsystemId]:
        """The subsystems that prove nothing: whoever reaches the node may call as one of them."""
        return [each.id for each in self.subsystems.values() if each.auth == "none"]

    def providers(self) -> Iterator[Subsystem]:
        return (subsystem for subsystem in self.subsystems.values() if subsystem.services)

    def provider_of(self, registry: str) -> Subsystem | None:
        """Who offers a registry that ships with us; None if nobody does."""
        return next((each for each in self.providers() if each.registry == registry), None)
