"""Enterprises: what is registered under a tax code, computed from it and from its people.

An index is permuted twice: to a place among the tax codes (taxcodes.py), which gives the code and
the province, and to a place in the order of time (foundings.py), which gives the day. Owners come
from ownership.py. All of it can be undone, so that a code, a day or a person leads to the
enterprises without a search.
"""

import re
from datetime import date
from typing import NamedTuple

from mock_registries.country import industries
from mock_registries.country.company_names import DEPUTY, Form, company_name, form
from mock_registries.country.foundings import LAST_YEAR, Foundings
from mock_registries.country.ownership import BRANCHES, Ownership
from mock_registries.country.people import Person, Population
from mock_registries.country.permutation import Choice, mix, permute, unpermute
from mock_registries.country.places import Address, address, provinces
from mock_registries.country.taxcodes import TaxCodes
from mock_registries.country.workdays import workday, workdays_before

ACTIVE = "Đang hoạt động"
DISSOLVED = "Đã giải thể, phá sản, chấm dứt tồn tại"
# The names are those of Nghị định 01/2021/NĐ-CP art. 41, the shares invented: of a thousand
# enterprises as old as the oldest 440 are dissolved, of the newest none, evenly between.
_DISSOLVED_OF_OLDEST = 440
_NOT_DISSOLVED = Choice(
    [
        (ACTIVE, 850),
        ("Tạm ngừng kinh doanh", 80),
        ("Không còn hoạt động kinh doanh tại địa chỉ đã đăng ký", 45),
        ("Bị thu hồi Giấy chứng nhận đăng ký doanh nghiệp do cưỡng chế về quản lý thuế", 8),
        ("Đang làm thủ tục giải thể, đã bị chia, bị hợp nhất, bị sáp nhập", 15),
        ("Đang làm thủ tục phá sản", 2),
    ]
)
# Million VND, each as often as it stands here; invented around the mean of those founded in 2022,
# 10.7 billion (General Statistics Office).
_CAPITAL = (
    *(100, 200, 300, 500, 500, 500, 1000, 1000, 1000, 1000, 1000, 1000, 1800, 1900, 1900, 1900),
    *(1900, 2000, 2000, 3000, 3000, 3000, 3000, 4500, 4800, 4800, 4900, 4900, 5000, 5000, 6000),
    *(6800, 8000, 9000, 9000, 9500, 9900, 9900, 10_000, 10_000, 15_000, 18_000, 20_000, 20_000),
    *(30_000, 36_000, 45_000, 50_000, 68_000, 80_000),
)
_BRANCH_CODE = re.compile(r"([0-9]{10})-00([1-9])", re.ASCII)


class Share(NamedTuple):
    """Somebody's part of the charter capital."""

    person: Person
    percent: int


class Enterprise(NamedTuple):
    """An enterprise or, with a suffix in its code, one of its branches."""

    code: str  # ten digits, or ten digits, a hyphen and three
    name: str
    kind: str
    status: str
    founded: date
    capital: int  # VND; zero for a branch
    address: Address
    representatives: tuple[tuple[Person, str], ...]  # with their position
    activities: tuple[tuple[str, str], ...]  # VSIC code and name, the main one first
    shares: tuple[Share, ...]  # the leader's first; together 100; none for a branch


class Enterprises:
    """The enterprises of one seed, led and owned by people of its population. Immutable.

    `size` counts every tax code ever issued, those of dissolved enterprises included; branches are
    not counted. Everybody who leads or owns is grown up in 2022, not always on the day of founding:
    leaders change.
    """

    def __init__(self, seed: int, size: int, population: Population) -> None:
        self.size = size
        self._population = population
        self._codes = TaxCodes(seed, size)
        self._foundings = Foundings(seed, size)
        self._ownership = Ownership(seed, size, population)
        self._key, self._branch_key = mix(seed, 403), mix(seed, 405)
        self._code_key, self._founding_key = mix(seed, 401), mix(seed, 406)

    def code(self, index: int) -> str:
        """Return the ten-digit tax code of the enterprise at an index below `size`."""
        return self._codes.code(permute(index, self.size, self._code_key))

    def index_of(self, code: str) -> int | None:
        """Return the index of a ten-digit tax code, None if it was never issued."""
        place = self._codes.place(code)
        return None if place is None else unpermute(place, self.size, self._code_key)

    def unknown_code(self, number: int) -> str:
        """Make a valid tax code that was never issued."""
        return self._codes.unknown(number)

    def by_code(self, code: str) -> Enterprise | None:
        """Compute what a code of ten digits or that of a branch stands for, None if nothing."""
        match = _BRANCH_CODE.fullmatch(code)
        place = self._codes.place(code if match is None else match[1])
        if place is None:
            return None
        index = unpermute(place, self.size, self._code_key)
        if match is None:
            return self._enterprise(index, place, code)
        number = int(match[2])
        return self.branch(index, number) if number <= self.branches(index) else None

    def enterprise(self, index: int) -> Enterprise:
        """Compute the enterprise at an index below `size`."""
        place = permute(index, self.size, self._code_key)
        return self._enterprise(index, place, self._codes.code(place))

    def name(self, index: int) -> str:
        """Return the name alone, without computing the owners."""
        key = mix(self._key, index)
        return _name(form(key, self._ownership.count(index)), key)

    def status(self, index: int) -> str:
        """Return the legal status: the older an enterprise, the likelier it is dissolved."""
        return self._status(mix(self._key, index), self.founding_place(index))

    def active(self, index: int) -> bool:
        """Return whether an enterprise is doing business: others employ nobody."""
        return self.status(index) == ACTIVE

    def of_person(self, person: int) -> tuple[int, ...]:
        """Return the enterprises that somebody leads or has a share in, by their indices."""
        return tuple(self._ownership.owned_by(person))

    def branches_of_person(self, person: int) -> tuple[tuple[int, int], ...]:
        """Return the branches that somebody heads: index of the enterprise and number."""
        headed = self._ownership.headed_by(person)
        return tuple((index, number) for index, number in headed if number <= self.branches(index))

    def branches(self, index: int) -> int:
        """Return how many branches an enterprise has; they are numbered from one."""
        number = mix(self._branch_key, index)
        return 1 + number // 100 % BRANCHES if number % 100 < 12 else 0

    def branch(self, index: int, number: int) -> Enterprise:
        """Compute a branch of the enterprise at an index; `number` from 1 to `branches(index)`."""
        name = self.name(index)
        key = mix(self._branch_key, index, number)
        head = self._population.person(self._ownership.branch_head(index, number))
        place = provinces()[key % len(provinces())]
        return Enterprise(
            code=f"{self.code(index)}-{number:03d}",
            name=f"CHI NHÁNH {number} - {name}",
            kind="Chi nhánh",
            status=self.status(index),
            founded=_within_a_year(self.founded(index), key >> 8),
            capital=0,
            address=address(place.commune(key >> 16), key >> 24),
            representatives=((head, "Giám đốc chi nhánh"),),
            activities=industries.choose(mix(self._key, index) >> 8)[:1],
            shares=(),
        )

    def founded(self, index: int) -> date:
        """Return the day of first registration, always a working day."""
        return self._foundings.day(self.founding_place(index))

    def founded_on(self, day: date) -> range:
        """Return the places of the enterprises founded on a day, for `at_founding_place`."""
        return self._foundings.places(day)

    def founded_before(self, day: date) -> int:
        """Return how many enterprises were founded before a day; theirs are the first places."""
        return self._foundings.before(day)

    def at_founding_place(self, place: int) -> int:
        """Return the index of the enterprise at a place in the order of time."""
        return unpermute(place, self.size, self._founding_key)

    def founding_place(self, index: int) -> int:
        """Undo `at_founding_place`."""
        return permute(index, self.size, self._founding_key)

    def _enterprise(self, index: int, place: int, code: str) -> Enterprise:
        key = mix(self._key, index)
        more = mix(key)
        turn = self.founding_place(index)
        people = [self._population.person(owner) for owner in self._ownership.owners(index)]
        chosen = form(key, len(people))
        commune = self._codes.province(place).commune(more)
        return Enterprise(
            code=code,
            name=_name(chosen, key),
            kind=chosen.title,
            status=self._status(key, turn),
            founded=self._foundings.day(turn),
            capital=_CAPITAL[(more >> 8) % len(_CAPITAL)] * 1_000_000,
            address=address(commune, more >> 16),
            representatives=_representatives(people, chosen, more >> 24),
            activities=industries.choose(key >> 8),
            shares=_shares(people, more >> 40),
        )

    def _status(self, key: int, turn: int) -> str:
        """Choose the status of the enterprise whose turn to be founded it was at `turn`."""
        pick = key >> 32
        if pick % 1000 * self.size < _DISSOLVED_OF_OLDEST * (self.size - turn):
            return DISSOLVED
        return _NOT_DISSOLVED.pick(pick // 1000)


def _name(chosen: Form, key: int) -> str:
    return company_name(chosen, industries.main(key >> 8).word, key >> 28)


def _representatives(
    people: list[Person], chosen: Form, key: int
) -> tuple[tuple[Person, str], ...]:
    leader = (people[0], chosen.posts.pick(key))
    if len(people) > 1 and (key >> 12) % 4 == 0:
        return leader, (people[1], DEPUTY)
    return (leader,)


def _shares(people: list[Person], key: int) -> tuple[Share, ...]:
    """Share the capital out: whole percents, together one hundred, the leader's the largest."""
    most = 100 // len(people) - 4
    others = [Share(one, 5 + (key >> 6 * turn) % most) for turn, one in enumerate(people[1:])]
    return (Share(people[0], 100 - sum(percent for _, percent in others)), *others)


def _within_a_year(founded: date, key: int) -> date:
    """Return a working day of the year after the founding, before the country's last."""
    last = workdays_before(date(LAST_YEAR + 1, 1, 1)) - 1
    return workday(min(workdays_before(founded) + key % 261, last))
