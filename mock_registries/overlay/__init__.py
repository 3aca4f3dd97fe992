"""Changes over the computed country: who moved, died and was born, what was registered and sold.

    country = open_country(2022, date(2022, 12, 31), 0.001, Path("country.db"))
    country.changes.make("person.died", {"identity": "…", "date": "2023-01-05"})

The country is computed as ever; a small SQLite file says what became different, and each register
asks it, so that a change shows in every registry at once, also one that another process made. A
file belongs to one country. Nothing outside this package knows whether there are changes, but for
the hooks of Population (`death`, `changed_home`, `changed_household`) and of Insurance (`renewed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_registries.country import Country
from mock_registries.overlay.changes import KINDS, Change, Changes
from mock_registries.overlay.enterprises import ChangedEnterprises
from mock_registries.overlay.fields import RefusedError, read_words
from mock_registries.overlay.insurance import ChangedInsurance
from mock_registries.overlay.land import ChangedLand
from mock_registries.overlay.made import Registers
from mock_registries.overlay.people import ChangedPopulation
from mock_registries.overlay.store import CountryKey, Store, country_of, drop_changes

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

__all__ = [
    "KINDS",
    "Change",
    "ChangedCountry",
    "Changes",
    "RefusedError",
    "country_of",
    "drop_changes",
    "open_country",
    "read_words",
]


class ChangedCountry(Country):
    """A computed country and the changes that a database holds of it."""

    population: ChangedPopulation
    enterprises: ChangedEnterprises
    insurance: ChangedInsurance
    land: ChangedLand

    def __init__(self, computed: Country, store: Store) -> None:
        vars(self).update(vars(computed))  # everything computed is shared, not made again
        people = ChangedPopulation(self.population, self.as_of, store)
        enterprises = ChangedEnterprises(self.enterprises, people)
        insurance = ChangedInsurance(self.insurance, people, enterprises)
        land = ChangedLand(self.land, people, enterprises)
        self.changes = Changes(
            Registers(
                as_of=self.as_of,
                people=people,
                enterprises=enterprises,
                insurance=insurance,
                land=land,
                store=store,
            )
        )
        self.population, self.enterprises = people, enterprises
        self.insurance, self.land = insurance, land


def open_country(seed: int, as_of: date, scale: float, overlay: Path) -> ChangedCountry:
    """Open a country with the changes of a database, which is made if there is none.

    Raises ValueError for a country that there is not, and for a file that is no such database or
    holds changes of another country.
    """
    key = CountryKey(seed, as_of, scale)
    computed = Country(*key)  # refuses what is no country before a file is made for it
    return ChangedCountry(computed, Store(overlay, key))
