"""What to ask: requests about records that exist in the registries, and about some that do not."""

from collections.abc import Sequence
from typing import Any

from gateway.network import load_network
from ndxp.compose import DEFAULT_NETWORK
from ndxp.registries import Registries
from ndxp.testing.platform import service_named
from ndxp.testing.running import Settings

Body = dict[str, object]


class Sample:
    """Asks the country that the platform's registries have; the same every time."""

    def __init__(self, settings: Settings) -> None:
        self._registries = Registries(settings.country)
        self._network = load_network(settings.network or DEFAULT_NETWORK)

    def __call__(self, service: str, where: Sequence[str] = (), seed: int = 1) -> Body:
        """A request to a service of the registries, about a record that exists.

        `where` narrows it down as `ndxp sample --where` does: "under=6", "has=parcel". Raises
        ValueError, with what there is, for a wrong name or condition.
        """
        return self.many(service, 1, where, seed)[0]

    def many(
        self, service: str, count: int, where: Sequence[str] = (), seed: int = 1
    ) -> list[Body]:
        """The same, about several records."""
        registry, code = self._named(service)
        return self._registries.sample(registry, count, seed, code, where)

    def unknown(self, service: str) -> Body:
        """A well-formed request about a record that does not exist."""
        return self._registries.unknown(self._named(service)[1])

    def family(self, seed: int = 1) -> dict[str, Any]:
        """A family with its people, enterprises, cards and parcels."""
        return self._registries.families(1, seed)[0]

    def _named(self, text: str) -> tuple[str, str]:
        service = service_named(self._network, text)
        provider = self._network.subsystems.get(service.provider)
        return (provider.registry if provider else ""), service.code
