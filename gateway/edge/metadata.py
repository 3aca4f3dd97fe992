"""X-Road's metadata services (PR-META 2.15, PR-MREST 0.5): who takes part, what there is to call.

    GET /listClients[?xRoadInstance=VN]                            XML, or JSON where Accept lists it
    GET /r1/VN/GOV/G01/dancu/listMethods                           every service of a provider
    GET /r1/VN/GOV/G01/dancu/allowedMethods                        those that X-Road-Client may call
    GET /r1/VN/GOV/G01/dancu/getOpenAPI?serviceCode=…              the description of one

The shapes are X-Road's to the byte but for the order of members of a JSON object, which says nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape

from gateway.errors import Language
from gateway.message import ServiceId, SubsystemId
from gateway.network import WHOLE_SERVICE, Endpoint, Member, Network, Subsystem

LIST_METHODS: Final = "listMethods"
ALLOWED_METHODS: Final = "allowedMethods"
GET_OPENAPI: Final = "getOpenAPI"
SERVICES: Final = frozenset({LIST_METHODS, ALLOWED_METHODS, GET_OPENAPI})

_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_IDENTIFIERS = "http://x-road.eu/xsd/identifiers"
_XROAD = "http://x-road.eu/xsd/xroad.xsd"
# How X-Road spells the parts of an identifier: in XML, and in JSON.
_PARTS: Final = (
    ("xRoadInstance", "xroad_instance"),
    ("memberClass", "member_class"),
    ("memberCode", "member_code"),
    ("subsystemCode", "subsystem_code"),
)

Client = tuple[Member, Subsystem | None]


def compact(value: object) -> bytes:
    """JSON as X-Road's mapper writes it: no blanks, no escapes beyond what JSON needs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def clients(network: Network) -> Iterator[Client]:
    """Every member, each followed by its subsystems."""
    for member in network.members.values():
        yield member, None
        for subsystem in network.subsystems.values():
            if subsystem.id.member == member.id:
                yield member, subsystem


def clients_json(network: Network, language: Language) -> bytes:
    """`{"member":[{"id":{…},"name":…,"subsystem_name":…}]}`."""
    return compact({"member": [_client_json(each, language) for each in clients(network)]})


def clients_xml(network: Network, language: Language) -> bytes:
    """A `clientList` of PR-META annex A."""
    members = "".join(_client_xml(each, language) for each in clients(network))
    return (
        f'{_XML_HEAD}<ns2:clientList xmlns:ns1="{_IDENTIFIERS}" xmlns:ns2="{_XROAD}">\n'
        f"{members}</ns2:clientList>\n"
    ).encode()


def methods(network: Network, provider: SubsystemId) -> bytes:
    """What listMethods answers; a subsystem without services has none."""
    services = network.subsystems[provider].services
    return _methods(network, ((service, _endpoints(network, service)) for service in services))


def allowed_methods(network: Network, provider: SubsystemId, client: SubsystemId) -> bytes:
    """What allowedMethods answers: who has a right to a whole service sees all of its endpoints."""
    return _methods(network, _allowed(network, provider, client))


def _allowed(
    network: Network, provider: SubsystemId, client: SubsystemId
) -> Iterator[tuple[ServiceId, list[Endpoint]]]:
    for service in network.subsystems[provider].services:
        granted = [rule.endpoint for rule in network.rights.get((client, service), ())]
        if WHOLE_SERVICE in granted:
            yield service, _endpoints(network, service)
        elif granted:
            yield service, granted


def _endpoints(network: Network, service: ServiceId) -> list[Endpoint]:
    """What rights name of it: a network document declares endpoints nowhere else."""
    named = {
        rule.endpoint: None
        for (_, called), rules in network.rights.items()
        if called == service
        for rule in rules
        if rule.endpoint != WHOLE_SERVICE
    }
    return list(named)


def _methods(network: Network, services: Iterable[tuple[ServiceId, Iterable[Endpoint]]]) -> bytes:
    listed = [_service(network, service, endpoints) for service, endpoints in services]
    return compact({"service": listed})


def _service(
    network: Network, service: ServiceId, endpoints: Iterable[Endpoint]
) -> Mapping[str, object]:
    provider = service.provider
    opaque = service in network.subsystems[provider].opaque
    return {
        "member_class": provider.member_class,
        "member_code": provider.member_code,
        "object_type": "SERVICE",
        "service_code": service.code,
        "service_type": "REST" if opaque else "OPENAPI",
        "subsystem_code": provider.subsystem,
        "xroad_instance": provider.instance,
        "endpoint_list": [
            {"method": endpoint.method, "path": endpoint.path.text} for endpoint in endpoints
        ],
    }


def _client_json(client: Client, language: Language) -> Mapping[str, object]:
    member, subsystem = client
    kind, parts = _identifier(client)
    listed: dict[str, object] = {
        "id": {
            "object_type": kind,
            **{key: part for (_, key), part in zip(_PARTS, parts, strict=False)},
        },
        "name": _name(member, language),
    }
    if subsystem is not None:
        listed["subsystem_name"] = _name(subsystem, language)
    return listed


def _client_xml(client: Client, language: Language) -> str:
    member, subsystem = client
    kind, parts = _identifier(client)
    lines = [
        f'        <ns2:id ns1:objectType="{kind}">',
        *(
            f"            <ns1:{tag}>{escape(part)}</ns1:{tag}>"
            for (tag, _), part in zip(_PARTS, parts, strict=False)
        ),
        "        </ns2:id>",
        f"        <ns2:name>{escape(_name(member, language))}</ns2:name>",
    ]
    if subsystem is not None:
        name = escape(_name(subsystem, language))
        lines.append(f"        <ns2:subsystemName>{name}</ns2:subsystemName>")
    inside = "\n".join(lines)
    return f"    <ns2:member>\n{inside}\n    </ns2:member>\n"


def _identifier(client: Client) -> tuple[str, list[str]]:
    member, subsystem = client
    if subsystem is None:
        return "MEMBER", member.id.split("/")
    return "SUBSYSTEM", str(subsystem.id).split("/")


def _name(named: Member | Subsystem, language: Language) -> str:
    return named.name_vi if language == "vi" else named.name
