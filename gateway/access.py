"""Who may call what: deny by default, asked at the gateway and again by the adapter."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from gateway.errors import (
    AccessDeniedError,
    NearMissError,
    UnknownMemberError,
    UnknownServiceError,
)
from gateway.message import ServiceId, SubsystemId
from gateway.nearest import nearest_right, nearest_services
from gateway.network import Network, Rule
from gateway.pathglob import plain_path

Scope = frozenset[ServiceId]
"""The services that a caller's token was issued for; without any it is for all."""
EVERYTHING: Final[Scope] = frozenset()
Admit = Callable[[SubsystemId], AbstractContextManager[None]]
"""A place among the calls of a client; raises the ExchangeError that says why it has to wait."""


def unbounded(_client: SubsystemId) -> AbstractContextManager[None]:
    """A place for everybody."""
    return nullcontext()


def authorise(
    network: Network, client: SubsystemId, service: ServiceId, method: str, path: str
) -> str:
    """Return the endpoint that allows the call: `* **`, or `GET /ho-so/*` as the right has it.

    `path` is what follows the service code, raw, with its leading slash, or empty; a service with a
    schema takes POST without one, whatever a right says. Raises
    UnknownMemberError, UnknownServiceError or AccessDeniedError: an empty network, or a client
    without a right, is always refused.
    """
    return str(granting_rule(network, client, service, method, path).endpoint)


def granting_rule(
    network: Network, client: SubsystemId, service: ServiceId, method: str, path: str
) -> Rule:
    """The first rule in the order of the document that allows the call; raises as `authorise`."""
    if client not in network.subsystems:
        raise UnknownMemberError
    provider = network.subsystems.get(service.provider)
    if provider is None or service not in provider.services:
        raise unknown_service(network, service)
    try:
        rules = network.rights[client, service]
    except KeyError:
        raise _without_right(network, client, service) from None
    try:
        plain = plain_path(path)
    except ValueError as error:
        raise AccessDeniedError(f"{client} → {service}, the path {error}") from None
    if service not in provider.opaque and (method != "POST" or path):
        raise AccessDeniedError(f"{client} → {service}, which takes POST without a path")
    for rule in rules:
        if rule.endpoint.covers(method, plain):
            return rule
    opened = ", ".join(str(rule.endpoint) for rule in rules)
    raise AccessDeniedError(f"{client} → {service}, but only {opened}")


def unknown_service(network: Network, service: ServiceId) -> UnknownServiceError:
    """The error for a service that nobody has, with those that may be meant."""
    near = nearest_services(network, service)
    return NearMissError(", ".join(map(str, near))) if near else UnknownServiceError()


def _without_right(network: Network, client: SubsystemId, service: ServiceId) -> AccessDeniedError:
    near = nearest_right(network, client, service)
    if near is None:
        return AccessDeniedError(f"{client} → {service}")
    holder, granted, rule = near
    return AccessDeniedError(f"{client} → {service} (nearest: {rule.right}, {holder} → {granted})")
