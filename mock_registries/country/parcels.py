"""Land: parcels by commune, sheet and number, certificates by serial, both computed both ways.

An index is permuted and shared out to communes; the rank within a commune is permuted among
500 sheets of 2,000 numbers. The place of a parcel before that last step is also the number of its
certificate, whose serial it gives by one more permutation; two neighbouring places may share the
first one's certificate, whose parcels then lie in one commune and have the same owners.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from mock_registries.country.enterprises import Enterprises
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import Split, mix, permute, unpermute
from mock_registries.country.places import (
    Address,
    Commune,
    address,
    commune_numbers,
    communes,
    provinces,
)

_SHEETS = 500
_PER_SHEET = 2000
_PER_COMMUNE = _SHEETS * _PER_SHEET
_LETTERS = 26
_PER_LETTERS = 1_000_000
_SERIALS = _LETTERS * _LETTERS * _PER_LETTERS
_PEOPLE_PER_PARCEL = 2
_FIRST_CERTIFICATE = date(2009, 12, 10)  # the common form of Thông tư 17/2009/TT-BTNMT
_CERTIFICATE_DAYS = 4700  # until October 2022
# Land types of the cadastral code list, with use and usual sizes in square metres.
_URBAN = (("ODT", 40, 160), ("ODT", 60, 300), ("TMD", 100, 900), ("SKC", 300, 4000))
_RURAL = (("ONT", 80, 400), ("LUC", 300, 3000), ("BHK", 200, 2500), ("CLN", 200, 5000))
_SECOND = {"ODT": "CLN", "ONT": "CLN", "LUC": "LUK", "BHK": "NTS", "CLN": "BHK"}
_ORIGINS = (
    "Nhà nước giao đất có thu tiền sử dụng đất",
    "Công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất",
    "Nhận chuyển nhượng quyền sử dụng đất",
    "Nhà nước cho thuê đất trả tiền hàng năm",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who may use the land: a person of the country or an enterprise."""

    name: str
    person: Person | None  # None for an enterprise
    tax_code: str | None  # None for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate of land-use rights (giấy chứng nhận)."""

    serial: str  # "BA 012345"
    issued: date
    register_number: str
    parcels: tuple[int, ...]  # indices
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel of land (thửa đất)."""

    index: int
    commune: Commune
    sheet: int
    number: int
    address: Address
    uses: tuple[tuple[str, float], ...]  # land type and square metres, one or two
    origin: str
    shared: bool  # used by more than one
    until: date | None  # None: for an unlimited time
    certificate: Certificate | None
    owners: tuple[Owner, ...]

    @property
    def area(self) -> float:
        """The whole area in square metres."""
        return round(sum(area for _, area in self.uses), 1)


class Land:
    """The parcels of one seed. Immutable."""

    def __init__(self, seed: int, population: Population, enterprises: Enterprises) -> None:
        self.size = population.size // _PEOPLE_PER_PARCEL
        self._seed = seed
        self._population = population
        self._enterprises = enterprises
        weights = [p.inhabitants for p in provinces() for _ in p.communes]
        self._split = Split(self.size, weights)

    def key(self, index: int) -> tuple[str, int, int]:
        """Return commune code, sheet and number of the parcel at an index below `size`."""
        commune, rank = self._split.locate(self._place(index))
        return communes()[commune].code, *self._position(commune, rank)

    def index_of(self, commune_code: str, sheet: int, number: int) -> int | None:
        """Return the index of a parcel, None if there is none."""
        commune = commune_numbers().get(commune_code)
        if commune is None or not (1 <= sheet <= _SHEETS and 1 <= number <= _PER_SHEET):
            return None
        spot = (sheet - 1) * _PER_SHEET + number - 1
        rank = unpermute(spot, _PER_COMMUNE, mix(self._seed, 702, commune))
        if rank >= self._split.size(commune):
            return None
        return self._index(self._split.start(commune) + rank)

    def unknown_key(self, number: int) -> tuple[str, int, int]:
        """Make the well-formed key of a parcel that does not exist."""
        commune = number % len(communes())
        taken = self._split.size(commune)
        rank = taken + number % (_PER_COMMUNE - taken)
        return communes()[commune].code, *self._position(commune, rank)

    def parcel(self, index: int) -> Parcel:
        """Compute the parcel at an index below `size`."""
        place = self._place(index)
        commune, rank = self._split.locate(place)
        sheet, number = self._position(commune, rank)
        key = mix(self._seed, 703, place)
        owners = self._owners(place)
        origin = _ORIGINS[mix(key, 1) % len(_ORIGINS)]
        leased = origin == _ORIGINS[-1]
        return Parcel(
            index=index,
            commune=communes()[commune],
            sheet=sheet,
            number=number,
            address=address(communes()[commune], mix(key, 2)),
            uses=_uses(communes()[commune], mix(key, 3)),
            origin=origin,
            shared=len(owners) > 1,
            until=date(2043 + mix(key, 4) % 30, 10, 15) if leased else None,
            certificate=self._certificate(place, owners),
            owners=owners,
        )

    def certificate(self, serial: str) -> Certificate | None:
        """Compute a certificate from its serial ("BA 012345"), None if it was never issued."""
        letters, space, digits = serial[:2], serial[2:3], serial[3:]
        if len(serial) != 9 or space != " " or not (serial.isascii() and digits.isdigit()):
            return None
        if not (letters.isalpha() and letters.isupper()):
            return None
        first, second = (ord(letter) - ord("A") for letter in letters)
        number = (first * _LETTERS + second) * _PER_LETTERS + int(digits)
        place = unpermute(number, _SERIALS, mix(self._seed, 704))
        if place >= self.size or self._first_place(place) != place:
            return None
        return self._certificate(place, self._owners(place))

    def unknown_serial(self, number: int) -> str:
        """Make a well-formed serial that was never issued."""
        return self._serial(self.size + number % (_SERIALS - self.size))

    def _place(self, index: int) -> int:
        return permute(index, self.size, mix(self._seed, 701))

    def _index(self, place: int) -> int:
        return unpermute(place, self.size, mix(self._seed, 701))

    def _position(self, commune: int, rank: int) -> tuple[int, int]:
        spot = permute(rank, _PER_COMMUNE, mix(self._seed, 702, commune))
        sheet, number = divmod(spot, _PER_SHEET)
        return sheet + 1, number + 1

    def _serial(self, place: int) -> str:
        letters, digits = divmod(permute(place, _SERIALS, mix(self._seed, 704)), _PER_LETTERS)
        first, second = divmod(letters, _LETTERS)
        return f"{chr(ord('A') + first)}{chr(ord('A') + second)} {digits:06d}"

    def _first_place(self, place: int) -> int:
        """Return the place whose certificate a place shares: its own, or the one before it."""
        before = place - place % 2
        if before == place or mix(self._seed, 705, before) % 100 >= 15:
            return place
        same_commune = self._split.locate(before)[0] == self._split.locate(place)[0]
        return before if same_commune else place

    def _certificate(self, place: int, owners: tuple[Owner, ...]) -> Certificate | None:
        first = self._first_place(place)
        key = mix(self._seed, 706, first)
        if key % 100 < 12:
            return None
        both = first + 1 < self.size and self._first_place(first + 1) == first
        places = (first, first + 1) if both else (first,)
        return Certificate(
            serial=self._serial(first),
            issued=_FIRST_CERTIFICATE + timedelta(days=mix(key, 1) % _CERTIFICATE_DAYS),
            register_number=f"{'CH' if mix(key, 2) % 4 == 0 else 'CS'}{mix(key, 3) % 100_000:05d}",
            parcels=tuple(self._index(one) for one in places),
            owners=owners,
        )

    def _owners(self, place: int) -> tuple[Owner, ...]:
        """Return an enterprise, a couple, or a father alone."""
        key = mix(self._seed, 707, self._first_place(place))
        if mix(key, 1) % 100 < 8:
            company = self._enterprises.enterprise(mix(key, 2) % self._enterprises.size)
            return (Owner(name=company.name, person=None, tax_code=company.code),)
        family = self._population.family_start(mix(key, 3) % self._population.size)
        couple = (family, family + 1) if mix(key, 4) % 100 < 70 else (family,)
        people = [self._population.person(index) for index in couple]
        return tuple(Owner(name=one.name, person=one, tax_code=None) for one in people)


def _uses(commune: Commune, key: int) -> tuple[tuple[str, float], ...]:
    kinds = _URBAN if commune.urban else _RURAL
    kind, least, most = kinds[mix(key, 1) % len(kinds)]
    area = least + mix(key, 2) % ((most - least) * 10) / 10
    second = _SECOND.get(kind)
    if second is None or mix(key, 3) % 5:
        return ((kind, round(area, 1)),)
    return (kind, round(area, 1)), (second, round(20 + mix(key, 4) % 3000 / 10, 1))
