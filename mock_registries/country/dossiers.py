"""Registration dossiers (hồ sơ): by day, by minute, by journal number and by enterprise.

Every founding is a dossier of its day. The others are changes: a year has as many for each
enterprise that existed when it began, so that the last year has its figure, foundings included. The
changes of a year are numbered through; the number modulo the enterprises, permuted, is the founding
place of the one that it is about, which is how an enterprise leads back to its dossiers.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from mock_registries.country.enterprises import Enterprises
from mock_registries.country.figures import DOSSIERS_IN_2022, ENTERPRISES
from mock_registries.country.foundings import LAST_YEAR
from mock_registries.country.permutation import Choice, Split, mix, permute, unpermute
from mock_registries.country.workdays import share_out, workday, workdays_before

MAX_DAYS: Final = 5
FIRST_DAY: Final = date(2010, 7, 1)  # the national registration system began in 2010
OPENS, CLOSES = 7 * 60 + 30, 17 * 60  # office hours, in minutes of the day
FOUNDING: Final = "Thành lập mới"
_OPEN = CLOSES - OPENS
_DAYS_TO_DECIDE = 3  # working days (Luật Doanh nghiệp 2020 art. 26.5)
_KINDS = Choice(
    [
        ("Thay đổi nội dung đăng ký doanh nghiệp", 60),
        ("Thông báo thay đổi nội dung đăng ký doanh nghiệp", 25),
        ("Thông báo tạm ngừng kinh doanh", 10),
        ("Thông báo lập địa điểm kinh doanh", 5),
    ]
)
_GRANTED, _PENDING = "Đã cấp", "Đang xử lý"
_OUTCOMES = Choice([(_GRANTED, 85), ("Yêu cầu sửa đổi, bổ sung", 12), ("Từ chối cấp", 3)])
_NUMBER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{6})", re.ASCII)


class Dossier(NamedTuple):
    """One dossier at the business registry."""

    number: str  # yyMMdd and six digits
    enterprise: int  # index
    kind: str
    received: date
    minute: int  # of the day
    status: str


class _Day(NamedTuple):
    """What came in on a day: founding places, and numbers among the changes of the year."""

    date: date
    foundings: range
    changes: range
    size: int
    key: int

    def minute(self, position: int) -> int:
        """Return when the dossier at a position came in; it rises with the position."""
        return OPENS + (_OPEN * position + self.key % _OPEN) // self.size

    def first_from(self, minute: int) -> int:
        """Return the position of the first dossier that came in at a minute or later."""
        behind = (minute - OPENS) * self.size - self.key % _OPEN
        return min(max(-(-behind // _OPEN), 0), self.size)


class Dossiers:
    """The dossiers of one seed until the day `as_of`. Immutable; any page in bounded time."""

    def __init__(self, seed: int, as_of: date, enterprises: Enterprises) -> None:
        self._seed = seed
        self._as_of = as_of
        self._enterprises = enterprises
        self._undecided = workdays_before(as_of + timedelta(days=1)) - _DAYS_TO_DECIDE
        size, begin = enterprises.size, date(LAST_YEAR, 1, 1)
        self._existing = enterprises.founded_before(begin)
        total = (2 * size * DOSSIERS_IN_2022 + ENTERPRISES) // (2 * ENTERPRISES)
        self._changes = total - (size - self._existing)  # in the last year

    def count(self, first: date, last: date) -> int:
        """Return how many dossiers came in from one day to another, both included."""
        return sum(self._day(day).size for day in _days(first, last))

    def page(self, first: date, last: date, offset: int, limit: int) -> list[Dossier]:
        """Return some of a period's dossiers, in the order in which they came in."""
        found: list[Dossier] = []
        for day in map(self._day, _days(first, last)):
            stop = min(day.size, offset + limit - len(found))
            found.extend(self._dossiers(day, range(offset, stop)))
            offset = max(0, offset - day.size)
        return found

    def count_within(self, day: date, start: int, stop: int) -> int:
        """Return how many dossiers came in from one minute of a day until before another."""
        return len(self._within(self._day(day), start, stop))

    def page_within(
        self, day: date, start: int, stop: int, offset: int, limit: int
    ) -> list[Dossier]:
        """Return some of those that `count_within` counts, in the order of time."""
        today = self._day(day)
        positions = self._within(today, start, stop)[offset : offset + limit]
        return list(self._dossiers(today, positions))

    def find(self, number: str) -> Dossier | None:
        """Compute the dossier with a journal number, None if there is none."""
        match = _NUMBER.fullmatch(number)
        if match is None:
            return None
        year, month, day, position = map(int, match.groups())
        try:
            received = self._day(date(2000 + year, month, day))
        except ValueError:
            return None
        within = range(position - 1, min(position, received.size))
        return next(self._dossiers(received, within), None) if position else None

    def of_enterprise(self, index: int) -> Iterator[Dossier]:
        """Yield an enterprise's dossiers in the order of time; its founding too, if since 2010."""
        founded = self._enterprises.founded(index)
        place = self._enterprises.founding_place(index)
        first = self._day(founded)
        if first.foundings:
            yield from self._event(first, place - first.foundings.start)
        for year in range(max(founded.year + 1, FIRST_DAY.year), self._as_of.year + 1):
            for change in self._changes_of(place, year):
                yield from self._change(year, change)

    def _changes_of(self, place: int, year: int) -> range:
        """Return the numbers, among a year's changes, of those of the enterprise at a place."""
        existing, changes = self._year(year)
        return range(unpermute(place, existing, self._key(year)), changes, existing)

    def _change(self, year: int, change: int) -> Iterator[Dossier]:
        """Yield the dossier of a change unless its day is outside the journal."""
        slot, rank = self._slots(year).locate(change)
        day = self._day(workday(workdays_before(date(year, 1, 1)) + slot))
        if day.changes:
            yield from self._event(day, len(day.foundings) + rank)

    def _year(self, year: int) -> tuple[int, int]:
        """Return how many enterprises existed when a year began, and the year's changes."""
        existing = self._enterprises.founded_before(date(year, 1, 1))
        return existing, self._changes * existing // self._existing

    def _slots(self, year: int) -> Split:
        return share_out(mix(self._seed, 503), year, self._year(year)[1])

    def _key(self, year: int) -> int:
        return mix(self._seed, 501, year)

    def _day(self, day: date) -> _Day:
        if not FIRST_DAY <= day <= self._as_of or day.weekday() > 4:
            return _Day(day, range(0), range(0), 0, 0)
        slot = workdays_before(day) - workdays_before(date(day.year, 1, 1))
        slots = self._slots(day.year)
        changes = range(slots.start(slot), slots.start(slot + 1))
        foundings = self._enterprises.founded_on(day)
        key = mix(self._seed, 502, day.toordinal())
        return _Day(day, foundings, changes, len(foundings) + len(changes), key)

    def _within(self, day: _Day, start: int, stop: int) -> range:
        return range(day.first_from(start), day.first_from(stop))

    def _event(self, day: _Day, event: int) -> Iterator[Dossier]:
        """Yield the dossier of a founding or, counted on behind those, of a change."""
        position = unpermute(event, day.size, day.key)
        return self._dossiers(day, range(position, position + 1))

    def _dossiers(self, day: _Day, positions: range) -> Iterator[Dossier]:
        """Yield the dossiers at some positions of a day."""
        existing, _ = self._year(day.date.year)
        year_key, founded = self._key(day.date.year), len(day.foundings)
        undecided = workdays_before(day.date) >= self._undecided
        prefix = f"{day.date:%y%m%d}"
        for position in positions:
            event = permute(position, day.size, day.key)
            kind, status = FOUNDING, _GRANTED
            if event < founded:
                place = day.foundings[event]
            else:
                change = day.changes[event - founded]
                place = permute(change % existing, existing, year_key)
                kind, status = _described(mix(year_key, change), undecided=undecided)
            yield Dossier(
                number=f"{prefix}{position + 1:06d}",
                enterprise=self._enterprises.at_founding_place(place),
                kind=kind,
                received=day.date,
                minute=day.minute(position),
                status=status,
            )


def _described(key: int, *, undecided: bool) -> tuple[str, str]:
    """Choose the kind and the status of a change."""
    pending = undecided and (key >> 20) % 100 < 70
    return _KINDS.pick(key & 0xFFFFF), _PENDING if pending else _OUTCOMES.pick(key >> 40)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
