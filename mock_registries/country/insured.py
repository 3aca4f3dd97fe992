"""The insurer's warehouse of people: who is in it, under which number, and what it says.

The report of which figures.py speaks counts over 98 million people in the warehouse, fewer than the
country has. Who is missing is a matter of chance here; they have no insurance number at all, and
the number that their index would give leads to nobody.
"""

from collections.abc import Iterator
from typing import Final

from mock_registries.country import names
from mock_registries.country.figures import INSURED_PER_1000, MATCHED_PER_1000
from mock_registries.country.mismatches import Insured, mismatched, originals
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import mix, permute, unpermute

NUMBERS: Final = 10_000_000_000  # ten digits


class Warehouse:
    """The people in the insurer's warehouse, by index of the population. Immutable."""

    def __init__(self, seed: int, population: Population) -> None:
        self._seed = seed
        self._population = population
        self._number_key = mix(seed, 601)

    def insured(self, index: int) -> bool:
        """Say whether somebody is in the warehouse, with a card or without."""
        return mix(self._seed, 602, index) % 1000 < INSURED_PER_1000

    def number(self, index: int) -> str:
        """Return somebody's ten-digit insurance number; LookupError for who is not insured."""
        if not self.insured(index):
            raise _not_insured(index)
        return self._number(index)

    def index_of(self, number: str) -> int | None:
        """Return the index of the person with an insurance number, None if nobody has it."""
        index = ten_digits(number, self._number_key)
        if index is None or index >= self._population.size or not self.insured(index):
            return None
        return index

    def unknown_number(self, number: int) -> str:
        """Make a ten-digit number that nobody has."""
        size = self._population.size
        return self._number(size + number % (NUMBERS - size))

    def record(self, index: int) -> Insured:
        """Compute what the warehouse says of a person; LookupError for who is not insured."""
        if not self.insured(index):
            raise _not_insured(index)
        return self.recorded(self._population.person(index))

    def recorded(self, person: Person) -> Insured:
        """Return what the warehouse says of a person who is known to be insured."""
        key = mix(self._seed, 602, person.index)
        record = Insured(
            index=person.index,
            number=self._number(person.index),
            name=person.name,
            male=person.male,
            born=person.born,
            identity=person.identity,
            old_number=person.old_number,
            birthplace=person.birthplace,
            mismatch=None,
        )
        matched = (key >> 20) % 1000 < MATCHED_PER_1000
        return record if matched else mismatched(record, key >> 40)

    def search(
        self,
        name: str,
        born: str,
        male: bool,
        province_code: str,
        unit_code: str | None = None,
    ) -> Iterator[Insured]:
        """Yield whoever stands in the warehouse with that name, birth, sex and place of birth.

        `unit_code` narrows the province to a district (three digits) or a commune (five). A record
        that differs from the population is found as it stands, and only so; none is found whose
        middle name is missing or of whose birth only the year is on file.
        """
        wanted = names.folded(name), born, male
        for original in originals(name, born, male):
            for person in self._population.search(*original, province_code):
                place = person.birthplace
                if unit_code in (None, place.district_code, place.code) and (
                    self._stands_as(person, wanted)
                ):
                    yield self.recorded(person)

    def _stands_as(self, person: Person, wanted: tuple[str, str, bool]) -> bool:
        if not self.insured(person.index):
            return False
        record = self.recorded(person)
        return (names.folded(record.name), record.born, record.male) == wanted

    def _number(self, index: int) -> str:
        return f"{permute(index, NUMBERS, self._number_key):010d}"


def ten_digits(number: str, key: int) -> int | None:
    """Undo a permutation of ten-digit numbers; None for what is none."""
    if len(number) != 10 or not number.isascii() or not number.isdigit():
        return None
    return unpermute(int(number), NUMBERS, key)


def _not_insured(index: int) -> LookupError:
    return LookupError(f"nobody at {index} is insured")
