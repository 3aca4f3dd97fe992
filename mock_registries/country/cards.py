"""Social insurance: everybody's number, and the health-insurance card of most."""

from dataclasses import dataclass
from datetime import date, timedelta

from mock_registries.country import households
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import Choice, mix, permute, unpermute
from mock_registries.country.places import Province, province_numbers, provinces

_NUMBERS = 10_000_000_000
# Group letters, benefit digit and share of the costs paid: Quyết định 1351/QĐ-BHXH (2015).
_BENEFITS = {"TE": 1, "HN": 2, "HT": 3, "DN": 4, "HC": 4, "GD": 4, "HS": 4, "SV": 4}
_PERCENT = {1: 100, 2: 100, 3: 95, 4: 80, 5: 100}
_ADULTS = Choice([("DN", 40), ("GD", 38), ("HC", 12), ("HN", 10)])
_HOSPITALS = ("Bệnh viện Đa khoa {}", "Trung tâm Y tế {}", "Trạm Y tế {}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A health-insurance card (thẻ bảo hiểm y tế)."""

    code: str  # two letters, benefit, province, insurance number: 15 characters
    holder: Person
    valid_from: date
    valid_until: date
    hospital_code: str
    hospital: str
    percent: int  # of the costs that the insurance pays

    def valid_on(self, day: date) -> bool:
        """Say whether the card counts on a day."""
        return self.valid_from <= day <= self.valid_until


class Insurance:
    """Insurance numbers and cards of a population as of a date. Immutable.

    Everybody has a number, since households are listed as a whole; about one in twelve has no card,
    and a few cards have run out.
    """

    def __init__(self, seed: int, as_of: date, population: Population) -> None:
        self._seed = seed
        self._as_of = as_of
        self._population = population

    def number(self, index: int) -> str:
        """Return the ten-digit insurance number of the person at an index."""
        return f"{permute(index, _NUMBERS, mix(self._seed, 601)):010d}"

    def index_of(self, number: str) -> int | None:
        """Return the index of the person with an insurance number, None if nobody has it."""
        if len(number) != 10 or not number.isascii() or not number.isdigit():
            return None
        index = unpermute(int(number), _NUMBERS, mix(self._seed, 601))
        return index if index < self._population.size else None

    def unknown_number(self, number: int) -> str:
        """Make a ten-digit number that nobody has."""
        size = self._population.size
        return self.number(size + number % (_NUMBERS - size))

    def household_code(self, index: int) -> str:
        """Return the code of a household (mã hộ), the same for all its members."""
        start = self._population.family_start(index)
        return f"{permute(start, _NUMBERS, mix(self._seed, 602)):010d}"

    def insured(self, index: int) -> bool:
        """Say whether somebody holds a card, in force or not."""
        return mix(self._seed, 603, index) % 100 < 92

    def card(self, index: int) -> Card | None:
        """Compute somebody's card, None for those who have none."""
        if not self.insured(index):
            return None
        person = self._population.person(index)
        key = mix(self._seed, 604, index)
        letters = _group(self._as_of.year - person.year, key)
        benefit = _BENEFITS[letters]
        home = households.home(self._population, index).commune
        province = provinces()[province_numbers()[home.province_code]]
        start, end = self._validity(key)
        code, hospital = _hospital(province, mix(key, 4))
        return Card(
            code=f"{letters}{benefit}{province.code}{self.number(index)}",
            holder=person,
            valid_from=start,
            valid_until=end,
            hospital_code=code,
            hospital=hospital,
            percent=_PERCENT[benefit],
        )

    def _validity(self, key: int) -> tuple[date, date]:
        """Return a year's validity around the date of the country; one card in twenty ran out."""
        if mix(key, 2) % 20 == 0:
            end = self._as_of - timedelta(days=1 + mix(key, 3) % 300)
        else:
            end = self._as_of + timedelta(days=mix(key, 3) % 365)
        return end - timedelta(days=364), end


def _group(age: int, key: int) -> str:
    """Return the group letters that fit an age."""
    if age < 6:
        return "TE"
    if age < 22:
        return "HS" if age < 18 else "SV"
    return "HT" if age >= 62 else _ADULTS.pick(mix(key, 1))


def _hospital(province: Province, key: int) -> tuple[str, str]:
    """Return code (province and three digits) and name of a place of treatment; invented."""
    commune = province.commune(mix(key, 1))
    kind = mix(key, 2) % len(_HOSPITALS)
    place = (province.name, commune.district, commune.name)[kind]
    number = 1 + (int(commune.code) * 3 + kind) % 999
    return f"{province.code}{number:03d}", _HOSPITALS[kind].format(place)
