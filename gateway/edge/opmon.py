"""A closed exchange in the fields of X-Road's operational monitoring (PR-OPMON v1.7, annex B).

Each function is one field; what it returns as None is left out of the record, as X-Road does. What
this platform does not know (addresses, versions, fault texts) has no field; docs/monitoring.md lists both.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from gateway.errors import ExchangeError
from gateway.ledger.history import Closed
from gateway.message import ServiceId
from gateway.network import Network

Value = str | int | bool | None
ANSWERING = "server.serverproxy"  # where the provider's side says that it failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An exchange as one viewer may see it; only a party sees the id that the caller chose."""

    closed: Closed
    service_type: Value
    by_party: bool


class Records:
    """Writes exchanges as records with these fields, all of them if none is named."""

    def __init__(self, network: Network, viewer: str, fields: Iterable[str] = ()) -> None:
        self._type_of = cache(partial(service_type, network))  # a page has few services
        self._viewer = viewer
        chosen = set(fields) or FIELDS.keys()
        self._fields = {name: read for name, read in FIELDS.items() if name in chosen}

    def of(self, closed: Closed) -> dict[str, Value]:
        """One record; fields that this exchange does not have are left out."""
        seen = Seen(
            closed=closed,
            service_type=self._type_of(closed.row.service),
            by_party=self._viewer in (closed.row.client, closed.row.provider),
        )
        record = {name: read(seen) for name, read in self._fields.items()}
        return {name: value for name, value in record.items() if value is not None}


def service_type(network: Network, service: str) -> str | None:
    """OPENAPI3 where the catalogue has a schema, REST where it has none; None if it is not known."""
    identifier = ServiceId.parse(service)
    provider = network.subsystems.get(identifier.provider)
    if provider is None or identifier not in provider.services:
        return None
    return "REST" if identifier in provider.opaque else "OPENAPI3"


def _part(column: str, position: int) -> Callable[[Seen], Value]:
    """Of instance/class/code/subsystem in a column of the row."""
    return lambda seen: str(getattr(seen.closed.row, column)).split("/")[position]


def _column(column: str) -> Callable[[Seen], Value]:
    def read(seen: Seen) -> Value:
        value: Value = getattr(seen.closed.row, column)
        return value

    return read


def _fault_code(seen: Seen) -> Value:
    """The `type` of the problem that the caller got, as profile `spec` spells it."""
    row = seen.closed.row
    if not row.code:
        return None
    answered = row.response_in_ts is not None
    return f"{ANSWERING if answered else PLACES.get(row.code, ANSWERING)}.{row.code}"


def _codes(parent: type[ExchangeError]) -> Iterable[tuple[str, str]]:
    for child in parent.__subclasses__():
        yield from [(child.code, child.place)] if "code" in vars(child) else []
        yield from _codes(child)


PLACES = dict(_codes(ExchangeError))

FIELDS: Mapping[str, Callable[[Seen], Value]] = {
    "monitoringDataTs": lambda seen: seen.closed.time_ms // 1000,
    "securityServerType": lambda _: "Client",
    "requestInTs": _column("request_in_ts"),
    "requestOutTs": _column("request_out_ts"),
    "responseInTs": _column("response_in_ts"),
    "responseOutTs": lambda seen: seen.closed.time_ms,
    "clientXRoadInstance": _part("client", 0),
    "clientMemberClass": _part("client", 1),
    "clientMemberCode": _part("client", 2),
    "clientSubsystemCode": _part("client", 3),
    "serviceXRoadInstance": _part("provider", 0),
    "serviceMemberClass": _part("provider", 1),
    "serviceMemberCode": _part("provider", 2),
    "serviceSubsystemCode": _part("provider", 3),
    "serviceCode": _column("service_code"),
    "restMethod": _column("rest_method"),
    "restPath": _column("rest_path"),
    "messageId": lambda seen: seen.closed.row.message_id if seen.by_party else None,
    "messageUserId": _column("user_ref"),
    "messageIssue": _column("case_ref"),
    "messageProtocolVersion": lambda _: "1",
    "xRequestId": _column("request_id"),
    "requestSize": _column("request_size"),
    "responseSize": _column("response_size"),
    "succeeded": lambda seen: bool(seen.closed.row.succeeded),
    "statusCode": _column("status"),
    "faultCode": _fault_code,
    "serviceType": lambda seen: seen.service_type,
}
