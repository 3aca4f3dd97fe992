"""A parcel's key before and since the merger of communes of 1 July 2025.

The country keeps the old keys. Since the merger a sheet is numbered through within the new commune:
old sheet + 500 x position of the old commune among those merged into the new one, the one whose
code lives on first, the others by code. THAT RULE IS INVENTED; it only keeps keys unique.

A code that exists on both sides of the merger is read as the new commune. That was made from the
one with this code and others, and its first 500 sheets are that one's: an old key still leads to
its parcel.
"""

from datetime import date
from functools import cache
from typing import NamedTuple

from mock_registries.country import places
from mock_registries.country.cadastre import MOST_SHEETS
from mock_registries.country.parcels import Land, Parcel
from mock_registries.country.places import Commune


class Key(NamedTuple):
    """Where a parcel is in the registers of one day."""

    commune: Commune  # without a district since the merger
    sheet: int
    number: int


class Keys:
    """The keys of a country's parcels on a day. Immutable."""

    def __init__(self, land: Land, day: date) -> None:
        self._land = land
        self._merged = day >= places.MERGER

    def of(self, parcel: Parcel) -> Key:
        """Return the key that a parcel has on the day."""
        if not self._merged:
            return Key(parcel.commune, parcel.sheet, parcel.number)
        return Key(*merged(parcel.commune, parcel.sheet), parcel.number)

    def find(self, commune_code: str, sheet: int, number: int) -> int | None:
        """Return the index of a parcel from its key on the day or from its old one, or None."""
        communes = _merged_into(commune_code) if self._merged else ()
        if not communes:
            return self._land.index_of(commune_code, sheet, number)
        position, before = divmod(sheet - 1, MOST_SHEETS)
        if position >= len(communes):
            return None
        return self._land.index_of(communes[position].code, before + 1, number)


def merged(commune: Commune, sheet: int) -> tuple[Commune, int]:
    """Return what a commune and one of its sheets became on the day of the merger."""
    found = places.current(commune, places.MERGER)
    return found, sheet + MOST_SHEETS * _merged_into(found.code).index(commune)


@cache
def _merged_into(code: str) -> tuple[Commune, ...]:
    return tuple(sorted(places.predecessors(code), key=lambda old: (old.code != code, old.code)))
