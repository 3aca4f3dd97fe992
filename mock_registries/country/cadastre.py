"""Where the parcels lie: districts with complete land data, sheets and numbers, certificate units.

The places 0 to size-1 are shared out to the communes of the chosen districts, one commune after
the other. The rank of a place in its commune is permuted among the commune's sheets and numbers, a
tenth of which are free. A *unit* is what one certificate covers: one place, or two neighbouring
ones, which the permutation puts anywhere in the commune.
"""

from collections.abc import Sequence

from mock_registries.country.figures import LAND_DISTRICTS, LAND_PROVINCES
from mock_registries.country.permutation import Split, mix, permute, unpermute
from mock_registries.country.places import Commune, provinces

MOST_SHEETS = 500  # of one commune; land after the merger relies on it
_PER_SHEET = 400
_FIRST_PROVINCES = ("01", "79")  # Hà Nội and the city of Hồ Chí Minh are always among them
_PAIRS_PER_100 = 13  # units of two parcels in a commune of a hundred parcels


class Cadastre:
    """The places of one seed, their keys and their units. Immutable.

    `settled` gives the positions in `places.provinces()` of the provinces in which there may be
    land: those where somebody lives who can own it.
    """

    def __init__(self, seed: int, size: int, settled: Sequence[int]) -> None:
        districts = _districts(seed, settled)
        inside = {code for codes in districts.values() for code in codes}
        found = [
            (position, commune)
            for position in sorted(districts)
            for commune in provinces()[position].communes
            if commune.district_code in inside
        ]
        self._communes = [commune for _, commune in found]
        self._numbers = {commune.code: n for n, commune in enumerate(self._communes)}
        self._keys = [mix(seed, 702, number) for number in range(len(found))]
        self._split = Split(size, [_weight(seed, place, one) for place, one in found])
        self._pairs = [self._pairs_of(number) for number in range(len(found))]
        sizes = [self._split.size(number) - pairs for number, pairs in enumerate(self._pairs)]
        self.units = sum(sizes)
        self._units = Split(self.units, sizes)
        positions = [position for position, _ in found]
        ends = {position: number for number, position in enumerate(positions, start=1)}
        self._province_units = {
            position: range(
                self._units.start(positions.index(position)), self._units.start(ends[position])
            )
            for position in ends
        }

    @property
    def communes(self) -> Sequence[Commune]:
        """The communes whose land data are complete, in the order of the provinces."""
        return self._communes

    @property
    def province_units(self) -> dict[int, range]:
        """The units of each province, by its position in `places.provinces()`, without a gap."""
        return self._province_units

    def key(self, place: int) -> tuple[Commune, int, int]:
        """Return commune, sheet and number of a place."""
        number, rank = self._split.locate(place)
        return self._communes[number], *self._position(number, rank)

    def place(self, commune_code: str, sheet: int, number: int) -> int | None:
        """Return the place with a key, None where there is no parcel."""
        commune = self._numbers.get(commune_code)
        if commune is None:
            return None
        spots, per_sheet = self._sheets(commune)
        spot = (sheet - 1) * per_sheet + number - 1
        if not (sheet >= 1 and 1 <= number <= per_sheet and spot < spots):
            return None
        rank = unpermute(spot, spots, self._keys[commune])
        return self._split.start(commune) + rank if rank < self._split.size(commune) else None

    def unknown(self, number: int) -> tuple[Commune, int, int]:
        """Make a key that is free, in a commune that has sheets."""
        commune = number % len(self._communes)
        taken, spots = self._split.size(commune), self._sheets(commune)[0]
        return self._communes[commune], *self._position(commune, taken + number % (spots - taken))

    def unit(self, place: int) -> int:
        """Return the unit to which a place belongs."""
        commune, rank = self._split.locate(place)
        pairs = self._pairs[commune]
        return self._units.start(commune) + (rank // 2 if rank < 2 * pairs else rank - pairs)

    def places(self, unit: int) -> range:
        """Return the one or two places of a unit."""
        commune, rank = self._units.locate(unit)
        pairs, first = self._pairs[commune], self._split.start(commune)
        if rank < pairs:
            return range(first + 2 * rank, first + 2 * rank + 2)
        return range(first + rank + pairs, first + rank + pairs + 1)

    def _position(self, commune: int, rank: int) -> tuple[int, int]:
        spots, per_sheet = self._sheets(commune)
        sheet, number = divmod(permute(rank, spots, self._keys[commune]), per_sheet)
        return sheet + 1, number + 1

    def _sheets(self, commune: int) -> tuple[int, int]:
        """Return how many numbers a commune has in all, and how many on each of its sheets."""
        spots = self._split.size(commune) * 10 // 9 + 1
        return spots, max(_PER_SHEET, -(-spots // MOST_SHEETS))

    def _pairs_of(self, commune: int) -> int:
        # The mixed number rounds up or down, or else no small country would have a pair.
        parcels = self._split.size(commune)
        rounded = (parcels * _PAIRS_PER_100 + mix(self._keys[commune], 1) % 100) // 100
        return min(rounded, parcels // 2)


def _districts(seed: int, settled: Sequence[int]) -> dict[int, list[str]]:
    """Choose districts by province: one in each chosen province, then any up to the figure."""
    chosen = sorted(settled, key=lambda position: _province_rank(seed, position))[:LAND_PROVINCES]
    found: dict[int, list[str]] = {}
    rest: list[tuple[int, int, str]] = []
    for position in chosen:
        codes = {commune.district_code for commune in provinces()[position].communes}
        first, *others = sorted((mix(seed, 711, int(code)), position, code) for code in codes)
        found[position] = [first[2]]
        rest += others
    for _, position, code in sorted(rest)[: LAND_DISTRICTS - len(chosen)]:
        found[position].append(code)
    return found


def _province_rank(seed: int, position: int) -> tuple[bool, int]:
    code = provinces()[position].code
    return code not in _FIRST_PROVINCES, mix(seed, 710, int(code))


def _weight(seed: int, position: int, commune: Commune) -> int:
    """Weigh a commune: by the province's people per commune, more for the country than for towns.

    The last factor, 50 to 150, makes neighbours differ.
    """
    province = provinces()[position]
    people = province.inhabitants * 1000 // len(province.communes)
    noise = 50 + mix(seed, 712, int(commune.code)) % 101
    return people * (2 if commune.urban else 3) * noise
