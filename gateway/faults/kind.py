"""What there is to say of a kind of fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from gateway.faults.parameters import Parameter

Place = Literal["gateway", "adapter", "registry"]
PLACES: Final[tuple[Place, ...]] = ("gateway", "adapter", "registry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One fault; the first of its places is where it happens if nobody says otherwise.

    `pain` numbers it among the fifteen that hurt integrators most (docs/faults.md), 0 if it is none.
    """

    places: tuple[Place, ...]
    en: str  # what a client sees
    vi: str
    pain: int = 0
    registries: tuple[str, ...] = ()  # those that have what it changes; all where it is empty
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def json(self) -> dict[str, object]:
        """As `GET /faults` shows it."""
        return {
            "places": self.places,
            "registries": self.registries,
            "parameters": {
                name: {"default": each.default, "takes": each.form}
                for name, each in self.parameters.items()
            },
            "pain": self.pain or None,
            "en": self.en,
            "vi": self.vi,
        }
