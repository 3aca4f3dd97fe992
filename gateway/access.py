"""Who may call what: deny by default, asked at the gateway and again by the adapter."""

from gateway.errors import AccessDeniedError, UnknownMemberError, UnknownServiceError
from gateway.message import ServiceId, SubsystemId
from gateway.network import Network


def authorise(network: Network, client: SubsystemId, service: ServiceId) -> str:
    """Return the path pattern of the right that allows the call.

    Raises UnknownMemberError, UnknownServiceError or AccessDeniedError: an empty network, or a client
    without a right, is always refused.
    """
    if client not in network.subsystems:
        raise UnknownMemberError
    provider = network.subsystems.get(service.provider)
    if provider is None or service not in provider.services:
        raise UnknownServiceError
    try:
        return network.rights[client, service]
    except KeyError:
        raise AccessDeniedError from None
