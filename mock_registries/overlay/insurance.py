"""Social insurance with the changes of people and enterprises, and the cards that were issued."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from mock_registries.country import households, names
from mock_registries.country.cards import Card, Insurance, Member
from mock_registries.country.enterprises import Enterprises
from mock_registries.country.insured import NUMBERS, ten_digits
from mock_registries.country.mismatches import Insured
from mock_registries.country.people import Person
from mock_registries.country.permutation import permute
from mock_registries.country.treatments import Visit
from mock_registries.overlay import rows
from mock_registries.overlay.households import FIRST_NEW_HOUSEHOLD
from mock_registries.overlay.people import ChangedPopulation
from mock_registries.overlay.store import Store

# The groups of cards that begin with a change, with what the insurance pays (country/cards.py):
# small children, and for everybody else families (assumed).
FIRST_GROUPS: Final = {"TE1": 100, "GD4": 80}
_STATE: Final = (
    "SELECT died, code, valid_from, valid_until, hospital_code, hospital "
    "FROM (SELECT ? AS person) LEFT JOIN people USING (person) LEFT JOIN cards USING (person)"
)


class CardRow(NamedTuple):
    """A card that was issued by a change."""

    code: str
    valid_from: str
    valid_until: str
    hospital_code: str
    hospital: str


class ChangedInsurance(Insurance):
    """The insurer's registers over which lie the changes of a database.

    Computed cards keep the hospital and the province of the home from before a move.
    """

    def __init__(
        self, computed: Insurance, people: ChangedPopulation, enterprises: Enterprises
    ) -> None:
        vars(self).update(vars(computed))  # everything computed is shared, not made again
        self.computed = computed
        self.people = people
        self.enterprises = enterprises
        self.store: Store = people.store

    def insured(self, index: int) -> bool:
        """Say whether somebody is in the warehouse: the newborn are, and who was given a card."""
        if index >= self.people.size or self.computed.insured(index):
            return True
        return self._state(index)[1] is not None

    def index_of(self, number: str) -> int | None:
        """Return the index of the person with an insurance number, None if nobody has it."""
        index = ten_digits(number, self._number_key)
        if index is None or not self.insured(index):
            return None
        known = index < self.people.size or rows.person_row(self.store, index) is not None
        return index if known else None

    def unknown_number(self, number: int) -> str:
        """Make a ten-digit number that nobody has."""
        found = self.computed.unknown_number(number)
        while self.index_of(found) is not None:
            number += 1
            found = self.computed.unknown_number(number)
        return found

    def record(self, index: int) -> Insured:
        """Return what the warehouse says of a person; LookupError for who is not insured."""
        if index < self.people.size and self.computed.insured(index):
            return self.computed.record(index)
        if not self.insured(index):
            message = f"nobody at {index} is insured"
            raise LookupError(message)
        return self.recorded(self.people.person(index))

    def recorded(self, person: Person) -> Insured:
        """Return what the warehouse says of a person; of the newborn what the population says."""
        found = self.computed.recorded(person)
        if person.index < self.people.size:
            return found
        return found._replace(
            name=person.name,
            male=person.male,
            born=person.born,
            identity=person.identity,
            mismatch=None,
        )

    def search(
        self,
        name: str,
        born: str,
        male: bool,
        province_code: str,
        unit_code: str | None = None,
    ) -> Iterator[Insured]:
        """Yield the living that stand in the warehouse thus; see Warehouse."""
        for record in self.computed.search(name, born, male, province_code, unit_code):
            if self.people.death(record.index) is None:
                yield record
        wanted = names.folded(name), born, male, province_code
        for row in rows.rows_by_birth(self.store, born):
            person = rows.born_person(row, self.people.as_of)
            place = person.birthplace
            known = names.folded(person.name), person.born, person.male, place.province_code
            inside = unit_code in (None, place.district_code, place.code)
            if known == wanted and inside and row.died is None:
                yield self.recorded(person)

    def covered(self, index: int) -> bool:
        """Say whether somebody holds a card that is in force."""
        died, row = self._state(index)
        if died is not None:
            return False
        if row is None:
            return index < self.people.size and self.computed.covered(index)
        return row.valid_from <= self._as_of.isoformat() <= row.valid_until

    def card(self, index: int) -> Card | None:
        """Return somebody's card; one that nobody replaced ended with its holder."""
        died, issued = self._state(index)
        card = self.computed.card(index) if index < self.people.size else None
        if issued is not None:
            card = self._issued(issued, card, index)
        if card is None or died is None:
            return card
        end = min(date.fromisoformat(died), card.valid_until)
        return card._replace(valid_until=end) if card.valid_from <= end else None

    def renewed(self, index: int) -> bool:
        """Say whether somebody's card was issued by a change."""
        return self._state(index)[1] is not None

    def employer(self, index: int) -> int | None:
        """Return the index of the enterprise where somebody works, None for who has none."""
        enterprise = None if index >= self.people.size else self.computed.employer(index)
        if enterprise is None or self.people.death(index) is not None:
            return None
        return enterprise if self.enterprises.active(enterprise) else None

    def employees(self, enterprise: int) -> Iterator[int]:
        """Yield the indices of the people for whom an enterprise pays insurance."""
        if enterprise >= self.enterprises.size or not self.enterprises.active(enterprise):
            return
        for index in self.computed.employees(enterprise):
            if self.people.death(index) is None:
                yield index

    def household_code(self, index: int) -> str:
        """Return the code of a household (mã hộ), the same for all its members."""
        row = rows.person_row(self.store, index)
        if row is None or row.household is None:
            family = self.people.family_number(index)
            return f"{permute(family, NUMBERS, self._household_key):010d}"
        number = FIRST_NEW_HOUSEHOLD + row.household
        return f"{permute(number, NUMBERS, self._household_key):010d}"

    def household(self, code: str) -> int | None:
        """Return the index of the first member of the household with a code, None if none has it."""
        founder = (ten_digits(code, self._household_key) or 0) - FIRST_NEW_HOUSEHOLD
        if founder < 0:
            return self.computed.household(code)
        row = rows.person_row(self.store, founder)
        return founder if row is not None and row.household == founder else None

    def members(self, index: int) -> tuple[Member, ...]:
        """Return the household list of the person at an index: everybody who is insured."""
        household = households.household(self.people, index)
        return tuple(
            Member(self.recorded(person), household.relation(person))
            for person in household.members
            if self.insured(person.index)
        )

    def visits(self, index: int) -> tuple[Visit, ...]:
        """Return up to six past treatments, the latest first; none of who is not covered."""
        if index >= self.people.size or self.people.death(index) is not None:
            return ()
        return self.computed.visits(index)

    def _state(self, index: int) -> tuple[str | None, CardRow | None]:
        """Return when somebody died, and the card that a change gave them."""
        died, *card = self.store.one(_STATE, index)
        return died, None if card[0] is None else CardRow._make(card)

    def _issued(self, row: CardRow, before: Card | None, index: int) -> Card:
        start = date.fromisoformat(row.valid_from)
        return Card(
            code=row.code,
            holder=self.record(index),
            valid_from=start,
            valid_until=date.fromisoformat(row.valid_until),
            five_years=before.five_years if before else start.replace(year=start.year + 5, day=1),
            hospital_code=row.hospital_code,
            hospital=row.hospital,
            percent=before.percent if before else FIRST_GROUPS[row.code[:3]],
        )
