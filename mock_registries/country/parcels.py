"""Land: parcels by commune, sheet and number, certificates by serial, and whose they are.

An index is permuted to a place (cadastre.py); a place belongs to a unit, which has one certificate
(certificates.py) and one holder (tenure.py). Each step can be undone, so that a key, a serial, a
person and an enterprise all lead to the same parcels in a few multiplications.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mock_registries.country import land_uses
from mock_registries.country.cadastre import Cadastre
from mock_registries.country.certificates import Certificate, Serials
from mock_registries.country.enterprises import Enterprises
from mock_registries.country.people import Population
from mock_registries.country.permutation import mix, permute, unpermute
from mock_registries.country.places import Address, Commune, address, provinces
from mock_registries.country.tenure import Holder, Owner, Tenure


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel of land (thửa đất)."""

    index: int
    commune: Commune  # as before the merger of 1 July 2025, as sheet and number are
    sheet: int
    number: int
    address: Address
    uses: land_uses.Uses  # codes and square metres, one to three, the main one first
    origin: str
    until: date | None  # None: for an unlimited time
    certificate: Certificate | None
    owners: tuple[Owner, ...]

    @property
    def area(self) -> float:
        """The whole area in square metres."""
        return round(sum(area for _, area in self.uses), 1)


class Land:
    """The parcels of one seed. Immutable."""

    def __init__(
        self, seed: int, size: int, population: Population, enterprises: Enterprises
    ) -> None:
        self.size = size
        settled = [n for n in range(len(provinces())) if population.family_places(n)]
        self._cadastre = Cadastre(seed, size, settled)
        self._tenure = Tenure(seed, self._cadastre, population, enterprises)
        self._serials = Serials(seed, self._cadastre.units)
        self._place_key, self._parcel_key = mix(seed, 701), mix(seed, 703)

    def key(self, index: int) -> tuple[str, int, int]:
        """Return commune code, sheet and number of the parcel at an index below `size`."""
        commune, sheet, number = self._cadastre.key(self._place(index))
        return commune.code, sheet, number

    def index_of(self, commune_code: str, sheet: int, number: int) -> int | None:
        """Return the index of a parcel, None if there is none."""
        place = self._cadastre.place(commune_code, sheet, number)
        return None if place is None else self._index(place)

    def unknown_key(self, number: int) -> tuple[str, int, int]:
        """Make the well-formed key of a parcel that does not exist."""
        commune, sheet, parcel = self._cadastre.unknown(number)
        return commune.code, sheet, parcel

    def parcel(self, index: int) -> Parcel:
        """Compute the parcel at an index below `size`."""
        place = self._place(index)
        commune, sheet, number = self._cadastre.key(place)
        unit = self._cadastre.unit(place)
        holder = self._tenure.holder(unit)
        business = holder.enterprise is not None
        owners = self._tenure.owners(holder)
        key = mix(self._parcel_key, place)
        uses = land_uses.choose(key, urban=commune.urban, business=business)
        main, more = uses[0][0], mix(key)
        return Parcel(
            index=index,
            commune=commune,
            sheet=sheet,
            number=number,
            address=address(commune, more & 0xFFFFFFFF),
            uses=uses,
            origin=land_uses.origin(more >> 40, main, business=business),
            until=land_uses.until(more >> 48, main, business=business),
            certificate=self._certificate(unit, holder, owners),
            owners=owners,
        )

    def certificate(self, serial: str) -> Certificate | None:
        """Compute a certificate from its serial ("BA 012345"), None if it was never issued."""
        unit = self._serials.unit(serial)
        if unit is None:
            return None
        holder = self._tenure.holder(unit)
        return self._certificate(unit, holder, self._tenure.owners(holder))

    def unknown_serial(self, number: int) -> str:
        """Make a well-formed serial that was never issued."""
        return self._serials.unknown(number)

    def of_person(self, index: int) -> tuple[int, ...]:
        """Return the indices of the parcels that a person holds, alone or jointly."""
        return self._parcels(self._tenure.of_person(index))

    def of_enterprise(self, index: int) -> tuple[int, ...]:
        """Return the indices of the parcels that an enterprise holds."""
        return self._parcels(self._tenure.of_enterprise(index))

    def _place(self, index: int) -> int:
        return permute(index, self.size, self._place_key)

    def _index(self, place: int) -> int:
        return unpermute(place, self.size, self._place_key)

    def _parcels(self, units: Iterable[int]) -> tuple[int, ...]:
        return tuple(
            [self._index(place) for unit in units for place in self._cadastre.places(unit)]
        )

    def _certificate(
        self, unit: int, holder: Holder, owners: tuple[Owner, ...]
    ) -> Certificate | None:
        business = holder.enterprise is not None
        issue = self._serials.issue(unit, self._tenure.since(holder, owners), business=business)
        if issue is None:
            return None
        parcels = self._parcels((unit,))
        return Certificate(self._serials.serial(unit), *issue, parcels, owners)
