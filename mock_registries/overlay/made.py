"""What the kinds of change work on, and what they leave behind."""

from dataclasses import dataclass
from datetime import date

from mock_registries.overlay.enterprises import ChangedEnterprises
from mock_registries.overlay.insurance import ChangedInsurance
from mock_registries.overlay.land import ChangedLand
from mock_registries.overlay.people import ChangedPopulation
from mock_registries.overlay.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The registers of a country with changes, and the database under them."""

    as_of: date
    people: ChangedPopulation
    enterprises: ChangedEnterprises
    insurance: ChangedInsurance
    land: ChangedLand
    store: Store


@dataclass(frozen=True, slots=True)
class Made:
    """A change that was made: which record it is about, and what it says (numbers, no titles)."""

    subject: str  # the identity number, tax code, card, or commune/sheet/parcel
    data: dict[str, object]
