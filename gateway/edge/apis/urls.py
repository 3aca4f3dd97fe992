"""What the URL of a call names where an API gateway stands in front: /{context}/{version}/{operation}.

/apiCSDLDKDN/1.0/chiTietDoanhNghiep     a registry's own operation, in its own form; the version may be
                                        missing, or stand where the registry itself has none
/dancu                                  population's SOAP, as in the dialect c06
/vehicles/1.0/traCuuPhuongTien          subsystem, any version, service: the canonical form
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gateway.edge import native
from gateway.edge.c06.inquiry import POPULATION
from gateway.edge.forms import CanonicalForm, Form, OperationForm, SoapForm
from gateway.errors import NearMissError, UnknownServiceError
from gateway.message import ServiceId
from gateway.nearest import nearest_texts
from gateway.network import Network, Subsystem

_VERSION = re.compile(r"v?[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}")
_USUAL_VERSION: Final = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a URL names: a provider, and the form in which one of its services is asked."""

    provider: Subsystem
    form: Form


def target_of(network: Network, path: str) -> Target:
    """What is called; raises UnknownServiceError."""
    for spelling in _spellings(path):
        operation = native.at(spelling)
        if operation is not None:
            provider = _serving(network, operation)
            return Target(provider=provider, form=OperationForm(operation=operation))
    match path.split("/"):
        case ["", context] if context == POPULATION:
            return _soap(network)
        case ["", context, version] if context == POPULATION and _VERSION.fullmatch(version):
            return _soap(network)
        case ["", context, version, code] if _VERSION.fullmatch(version):
            return _canonical(network, context, code)
    raise UnknownServiceError


def checked_target(network: Network, path: str) -> Target:
    """The same for a caller who is known: who misspelt a path hears which are like it (NearMissError)."""
    try:
        return target_of(network, path)
    except UnknownServiceError:
        near = _near(network, path)
        if near:
            raise NearMissError(", ".join(near)) from None
        raise


def _spellings(path: str) -> Iterator[str]:
    """A registry's own path, as callers of a gateway may write it."""
    yield path
    match path.split("/"):
        case ["", context, version, operation] if _VERSION.fullmatch(version):
            yield f"/{context}/{operation}"
        case ["", context, operation]:
            yield f"/{context}/{_USUAL_VERSION}/{operation}"


def _near(network: Network, path: str) -> list[str]:
    """The paths of this network that are most like this one."""
    own = native.paths({provider.registry for provider in network.providers()})
    canonical = [
        f"/{service.provider.subsystem}/{_USUAL_VERSION}/{service.code}"
        for service in network.described()
    ]
    return nearest_texts(path, [*own, *canonical])


def _serving(network: Network, operation: native.Operation) -> Subsystem:
    provider = _of_registry(network, operation.registry)
    if ServiceId(provider=provider.id, code=operation.service) not in provider.described:
        raise UnknownServiceError
    return provider


def _of_registry(network: Network, registry: str) -> Subsystem:
    provider = network.provider_of(registry)
    if provider is None:
        raise UnknownServiceError
    return provider


def _soap(network: Network) -> Target:
    return Target(provider=_of_registry(network, POPULATION), form=SoapForm())


def _canonical(network: Network, context: str, code: str) -> Target:
    """Of the one provider whose subsystem has this code, and such a service."""
    found = [
        (provider, service)
        for provider in network.providers()
        if provider.id.subsystem == context
        and (service := ServiceId(provider=provider.id, code=code)) in provider.described
    ]
    if len(found) != 1:
        raise UnknownServiceError
    ((provider, service),) = found
    form = CanonicalForm(service=service, ships=bool(provider.registry))
    return Target(provider=provider, form=form)
