"""Who may call what: deny by default, asked at the gateway and again by the adapter."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from gateway.errors import AccessDeniedError, UnknownMemberError, UnknownServiceError
from gateway.message import ServiceId, SubsystemId
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

    `path` is what follows the service code, raw, with its leading slash, or empty. Raises
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
        raise UnknownServiceError
    try:
        rules = network.rights[client, service]
    except KeyError:
        raise AccessDeniedError(f"{client} → {service}") from None
    try:
        plain = plain_path(path)
    except ValueError as error:
        raise AccessDeniedError(f"{client} → {service}, the path {error}") from None
    for rule in rules:
        if rule.endpoint.covers(method, plain):
            return rule
    opened = ", ".join(str(rule.endpoint) for rule in rules)
    raise AccessDeniedError(f"{client} → {service}, but only {opened}")
