"""Social insurance: health-insurance cards, employers, households and past treatments.

The letters of a card name the group of the insured, the digit behind them the benefit: Quyết định
1351/QĐ-BHXH (2015) art. 2. Of its groups these are used here: TE children under six, CC people of
merit, HN poor and CN near-poor households, BT social protection, HT pensioners, DN employees of
enterprises, HC officials, HS pupils, SV students, GD families. Benefit 1 and 2 pay all of the
costs, 3 pays 95 %, 4 pays 80 %.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from mock_registries.country import households, treatments
from mock_registries.country.employment import Jobs
from mock_registries.country.enterprises import Enterprises
from mock_registries.country.insured import NUMBERS, Warehouse, ten_digits
from mock_registries.country.mismatches import Insured
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import Choice, mix, permute
from mock_registries.country.treatments import Visit

COVERED_PER_1000: Final = 926  # 91.1 million cards in force, of the people in the warehouse
_EXPIRED_PER_1000 = 30  # invented; and the others have no card
_WORKING_AGES = range(18, 62)
_MOST_VISITS = 6
_BENEFITS = {
    **dict.fromkeys(["TE", "CC"], 1),
    **dict.fromkeys(["HN", "BT"], 2),
    **dict.fromkeys(["HT", "CN"], 3),
    **dict.fromkeys(["DN", "HC", "HS", "SV", "GD"], 4),
}
_PERCENT = {1: 100, 2: 100, 3: 95, 4: 80}
# By age and, of those with an employer, by the job alone; the weights are invented.
_CHILDREN = Choice([("HS", 88), ("HN", 5), ("CN", 5), ("BT", 2)])
_STUDENTS = Choice([("SV", 55), ("GD", 35), ("HN", 5), ("CN", 5)])
_ADULTS = Choice([("GD", 74), ("HC", 6), ("CN", 8), ("HN", 7), ("BT", 3), ("CC", 2)])
_ELDERLY = Choice([("HT", 40), ("GD", 33), ("BT", 15), ("CN", 5), ("HN", 4), ("CC", 3)])
# Whose cards run for any twelve months; all others' run with the calendar year.
_BY_CONTRACT = frozenset(["GD", "HS", "SV"])


class Card(NamedTuple):
    """A health-insurance card (thẻ bảo hiểm y tế)."""

    code: str  # two letters, benefit, province, insurance number: 15 characters
    holder: Insured  # as in the insurer's warehouse, not as in the population database
    valid_from: date
    valid_until: date
    five_years: date  # when five years without a gap are or will be complete (đủ 5 năm liên tục)
    hospital_code: str
    hospital: str
    percent: int  # of the costs that the insurance pays

    def valid_on(self, day: date) -> bool:
        """Say whether the card counts on a day."""
        return self.valid_from <= day <= self.valid_until


class Member(NamedTuple):
    """Somebody on an insurer's household list."""

    record: Insured
    relation: str  # to the head of the household, as in households.Household.relation


class Insurance(Warehouse):
    """The insurer's registers of a population as of a date. Immutable."""

    def __init__(
        self, seed: int, as_of: date, population: Population, enterprises: Enterprises
    ) -> None:
        super().__init__(seed, population)
        self._as_of = as_of
        self._jobs = Jobs(seed, population.size, enterprises)
        self._household_key = mix(seed, 603)

    def covered(self, index: int) -> bool:
        """Say whether somebody holds a card that is in force."""
        return self.insured(index) and self._card_key(index) % 1000 < COVERED_PER_1000

    def card(self, index: int) -> Card | None:
        """Compute somebody's card, in force or not; None for those who have none."""
        key = self._card_key(index)
        if key % 1000 >= COVERED_PER_1000 + _EXPIRED_PER_1000 or not self.insured(index):
            return None
        person = self._population.person(index)
        holder = self.recorded(person)
        employed = self._working_age(person) and self._jobs.enterprise(index) is not None
        letters = "DN" if employed else self._group(holder, key >> 20)
        benefit = _BENEFITS[letters]
        validity = self._validity(letters, holder, key)
        if validity is None:
            return None
        home = households.home(self._population, index).commune
        hospital = treatments.nearby(home, key >> 40)
        return Card(
            code=f"{letters}{benefit}{home.province_code}{holder.number}",
            holder=holder,
            valid_from=validity[0],
            valid_until=validity[1],
            five_years=self._five_years(holder, key >> 48),
            hospital_code=hospital.code,
            hospital=hospital.name,
            percent=_PERCENT[benefit],
        )

    def by_card(self, code: str) -> Card | None:
        """Compute the card with a code of 15 characters, None if none has it."""
        index = self.index_of(code[5:])
        card = None if index is None else self.card(index)
        return card if card is not None and card.code == code else None

    def renewed(self, index: int) -> bool:
        """Say whether somebody's card was issued by a change: in a computed country no card."""
        return False

    def employer(self, index: int) -> int | None:
        """Return the index of the enterprise where somebody works, None for who has none."""
        enterprise = self._jobs.enterprise(index)
        return enterprise if enterprise is not None and self._may_work(index) else None

    def employees(self, enterprise: int) -> Iterator[int]:
        """Yield the indices of the people for whom an enterprise pays insurance."""
        return (index for index in self._jobs.people(enterprise) if self._may_work(index))

    def household_code(self, index: int) -> str:
        """Return the code of a household (mã hộ), the same for all its members."""
        family = self._population.family_number(index)
        return f"{permute(family, NUMBERS, self._household_key):010d}"

    def household(self, code: str) -> int | None:
        """Return the index of the first member of the household with a code, None if none has it.

        The first member leads the family and may not be in the warehouse; see `members`.
        """
        family = ten_digits(code, self._household_key)
        if family is None or family >= self._population.families:
            return None
        return self._population.principals(family)[0]

    def members(self, index: int) -> tuple[Member, ...]:
        """Return the household list of the person at an index: everybody who is insured."""
        household = households.household(self._population, index)
        return tuple(
            Member(self.recorded(person), household.relation(person))
            for person in household.members
            if self.insured(person.index)
        )

    def visits(self, index: int) -> tuple[Visit, ...]:
        """Return up to six past treatments, the latest first; none of who is not covered."""
        key = mix(self._seed, 605, index)
        if not self.covered(index):
            return ()
        person = self._population.person(index)
        home = households.home(self._population, index).commune
        age = self._as_of.year - person.year
        made = (
            treatments.visit(home, self._as_of, age, mix(key, turn))
            for turn in range(key % (_MOST_VISITS + 1))
        )
        lived = (visit for visit in made if f"{visit.admitted.date()}" > person.born)
        return tuple(_apart(sorted(lived, key=lambda visit: visit.admitted, reverse=True)))

    def _card_key(self, index: int) -> int:
        return mix(self._seed, 604, index)

    def _may_work(self, index: int) -> bool:
        """Say whether somebody takes a job that falls on them."""
        return self.insured(index) and self._working_age(self._population.person(index))

    def _working_age(self, person: Person) -> bool:
        return self._as_of.year - person.year in _WORKING_AGES

    def _group(self, holder: Insured, number: int) -> str:
        """Return group letters that fit the age of somebody without an employer."""
        age = self._as_of.year - holder.year
        if age <= 6 and _childhood(holder.born)[1] >= self._as_of:
            return "TE"
        if age < 22:
            return (_CHILDREN if age < 18 else _STUDENTS).pick(number)
        return (_ADULTS if age < 62 else _ELDERLY).pick(number)

    def _validity(self, letters: str, holder: Insured, key: int) -> tuple[date, date] | None:
        """Return the first and last day of a card, None for one that cannot have run out yet."""
        days = key >> 10
        if key % 1000 >= COVERED_PER_1000:
            if letters == "TE":
                return None
            end = self._as_of - timedelta(days=1 + days % 300)
            return end - timedelta(days=364), end
        if letters == "TE":
            return _childhood(holder.born)
        if letters in _BY_CONTRACT:
            end = self._as_of + timedelta(days=days % 365)
            return end - timedelta(days=364), end
        return date(self._as_of.year, 1, 1), date(self._as_of.year, 12, 31)

    def _five_years(self, holder: Insured, number: int) -> date:
        """Return a first of January up to ten years back, or to come; five years from birth on."""
        year = self._as_of.year + 4 - number % 12
        return date(max(year, holder.year + 5), 1, 1)


def _childhood(born: str) -> tuple[date, date]:
    """Return the validity of a small child's card: Luật Bảo hiểm y tế art. 16.

    Until the child is 72 months old and, where school has not begun by then, until 30 September.
    """
    start = date.fromisoformat(born if len(born) == 10 else f"{born}-01-01")
    sixth = max((start.month, start.day), (9, 30))
    return start, date(start.year + 6, *sixth)


def _apart(visits: Sequence[Visit]) -> Iterator[Visit]:
    """Leave out who was discharged only after the next, later treatment had begun."""
    begun = None
    for visit in visits:
        if begun is None or visit.discharged <= begun:
            begun = visit.admitted
            yield visit
