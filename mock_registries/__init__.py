"""Mock registries: four strangers to the platform that answer in their native protocols.

    registries = build(Country())
    registry = route(registries, "/dancu")
    registry.answer(NativeRequest(method="POST", path="/dancu", body=...))

They share no code with the gateway, so that a mistake cannot be made on both sides at once.
`mock_registries.server` puts them on a port; `mock_registries.samples` knows what to ask them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_registries.country import Country
    from mock_registries.registry import Registry


# Besides their bases; the insurer's hospital gateway has paths of its own.
_ALSO_SERVED = {"bhxh": ("/api/token", "/api/egw")}


def build(country: Country) -> Mapping[str, Registry]:
    """Make the registries of a country, by name."""
    # Imported here, so that a command which needs no registry does not pay for their tables.
    from mock_registries.business import BusinessRegistry
    from mock_registries.insurance import InsuranceRegistry
    from mock_registries.land import LandRegistry
    from mock_registries.population import PopulationRegistry

    registries: tuple[Registry, ...] = (
        PopulationRegistry(country),
        BusinessRegistry(country),
        InsuranceRegistry(country),
        LandRegistry(country),
    )
    return {registry.name: registry for registry in registries}


def route(registries: Mapping[str, Registry], path: str) -> Registry | None:
    """Return the registry that serves a path, None for a path of nobody's."""
    asked = f"{path}/"
    for registry in registries.values():
        if asked.startswith(_served(registry.name, registry.base)):
            return registry
    return None


@cache
def _served(name: str, base: str) -> tuple[str, ...]:
    """Return the beginnings of the paths of a registry."""
    return tuple(f"{one}/" for one in (base, *_ALSO_SERVED.get(name, ())))
