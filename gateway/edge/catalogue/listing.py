"""Who takes part, what they offer, who may call it and how: as values, and as JSON."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from gateway.edge.catalogue.fields import Field, Schema, fields, title
from gateway.edge.catalogue.openapi import path_of
from gateway.edge.catalogue.samples import Sample
from gateway.message import ServiceId, SubsystemId
from gateway.network import Network, Rule, Subsystem
from gateway.schema import Catalogue

OPENAPI: Final = "/catalogue/openapi/"
ASYNCAPI: Final = "/catalogue/asyncapi/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A member or a subsystem; `assumed` says why a member's code is a guess."""

    id: str
    name: str
    name_vi: str
    assumed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who may call a service: `* **` for all of it, else `GET /ho-so/*` and so on."""

    id: str
    endpoints: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A call that works; `exists` if it is known to be about a record that exists."""

    client: str
    body: object
    exists: bool
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service; an opaque one has no schema and so neither fields nor an example."""

    id: str
    code: str
    openapi: str
    asyncapi: str
    opaque: bool
    title: str
    title_vi: str
    callers: Sequence[Caller]
    request: Sequence[Field]
    answer: Sequence[Field]
    example: Example | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A subsystem with its services, and where the documents that describe them are."""

    id: str
    name: str
    name_vi: str
    openapi: str
    asyncapi: str
    services: Sequence[Service]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The whole catalogue."""

    instance: str
    network: str
    members: Sequence[Named]
    providers: Sequence[Provider]
    consumers: Sequence[Named]

    def json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lister:
    """Makes the listing of one network."""

    network: Network
    catalogue: Catalogue
    sample: Sample
    origin: str  # http://127.0.0.1:8080

    def listing(self) -> Listing:
        network = self.network
        return Listing(
            instance=network.instance,
            network=network.name,
            members=[
                Named(id=each.id, name=each.name, name_vi=each.name_vi, assumed=each.assumed)
                for each in network.members.values()
            ],
            providers=[self._provider(each) for each in network.providers()],
            consumers=[
                Named(id=str(each.id), name=each.name, name_vi=each.name_vi)
                for each in network.subsystems.values()
                if not each.services
            ],
        )

    def _provider(self, provider: Subsystem) -> Provider:
        return Provider(
            id=str(provider.id),
            name=provider.name,
            name_vi=provider.name_vi,
            openapi=OPENAPI + file_of(provider.id),
            asyncapi=ASYNCAPI + file_of(provider.id),
            services=[self._service(provider, service) for service in provider.services],
        )

    def _service(self, provider: Subsystem, service: ServiceId) -> Service:
        callers = {
            client: rules
            for (client, called), rules in self.network.rights.items()
            if called == service
        }
        opaque = service in provider.opaque
        request, answer = ({}, {}) if opaque else self.catalogue.schemas(service)
        en, vi = title(request)
        return Service(
            id=str(service),
            code=service.code,
            openapi=OPENAPI + file_of(service),
            asyncapi=ASYNCAPI + file_of(service),
            opaque=opaque,
            title=en,
            title_vi=vi,
            callers=[
                Caller(id=str(client), endpoints=[str(rule.endpoint) for rule in rules])
                for client, rules in callers.items()
            ],
            request=fields(request),
            answer=fields(answer),
            example=None if opaque else self._example(service, request, callers),
        )

    def _example(
        self,
        service: ServiceId,
        request: Schema,
        callers: Mapping[SubsystemId, Sequence[Rule]],
    ) -> Example | None:
        """The first who may call it calls; nothing where nobody may, or nothing is known to ask."""
        client = next((str(c) for c, rules in callers.items() if _may_post(rules)), None)
        body = self.sample(service)
        exists = body is not None
        if body is None and isinstance(written := request.get("examples"), list) and written:
            body = written[0]
        if client is None or body is None:
            return None
        return Example(
            client=client, body=body, exists=exists, curl=self._curl(service, client, body)
        )

    def _curl(self, service: ServiceId, client: str, body: object) -> str:
        words = ["curl", "-s", self.origin + path_of(service), "-H", f"X-Road-Client: {client}"]
        words += ["-H", "Content-Type: application/json"]
        words += ["--data-binary", json.dumps(body, ensure_ascii=False)]
        return shlex.join(words) + self._proof(client)

    def _proof(self, client: str) -> str:
        """What a call of this client adds to prove that it is its own."""
        match self.network.subsystems[SubsystemId.parse(client)].auth:
            case "token":  # the shell puts it in: it stands in no page
                return ' -H "Authorization: Bearer $NDXP_TOKEN"'
            case "mtls":  # named as `ndxp trust issue --type tls` names them
                name = client.replace("/", ".")
                files = (
                    "--cacert",
                    "authority.crt",
                    "--cert",
                    f"{name}.crt",
                    "--key",
                    f"{name}.key",
                )
                return f" {shlex.join(files)}"
            case _:
                return ""


def file_of(identifier: SubsystemId | ServiceId) -> str:
    """The last part of a document's address; see `path_of`."""
    return f"{identifier}.json".replace("?", "%3F")


def _may_post(rules: Sequence[Rule]) -> bool:
    return any(rule.endpoint.covers("POST", "") for rule in rules)
