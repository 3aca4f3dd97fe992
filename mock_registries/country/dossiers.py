"""Registration dossiers by day: foundings, which agree with the enterprises, and changes."""

from dataclasses import dataclass
from datetime import date, timedelta

from mock_registries.country.enterprises import Enterprises
from mock_registries.country.permutation import Choice, mix

MAX_DAYS = 5
_CHANGES_FROM = date(2010, 7, 1)  # the national registration system began in 2010
_ENTERPRISES_PER_DAILY_CHANGE = 300
_KINDS = Choice(
    [
        ("Thay đổi nội dung đăng ký doanh nghiệp", 60),
        ("Thông báo thay đổi nội dung đăng ký doanh nghiệp", 25),
        ("Tạm ngừng kinh doanh", 10),
        ("Đăng ký hoạt động chi nhánh", 5),
    ]
)
_OUTCOMES = Choice([("Đã cấp", 80), ("Yêu cầu sửa đổi, bổ sung", 12), ("Đang xử lý", 8)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One dossier (hồ sơ) at the business registry."""

    number: str  # yyMMdd and six digits
    enterprise: int  # index
    kind: str
    received: date
    status: str


class Dossiers:
    """The dossiers of one seed until the day `as_of`. Immutable; any page in bounded time."""

    def __init__(self, seed: int, as_of: date, enterprises: Enterprises) -> None:
        self._seed = seed
        self._as_of = as_of
        self._enterprises = enterprises

    def count(self, first: date, last: date) -> int:
        """Return how many dossiers came in from one day to another, both included."""
        return sum(self._count(day) for day in _days(first, last))

    def page(self, first: date, last: date, offset: int, limit: int) -> list[Dossier]:
        """Return some of a period's dossiers, in the order in which they came in."""
        found: list[Dossier] = []
        for day in _days(first, last):
            count = self._count(day)
            stop = min(count, offset + limit - len(found))
            found.extend(self._dossier(day, number) for number in range(offset, stop))
            offset = max(0, offset - count)
        return found

    def _count(self, day: date) -> int:
        if day > self._as_of:
            return 0
        return len(self._enterprises.founded_on(day)) + self._changes(day)

    def _changes(self, day: date) -> int:
        if day < _CHANGES_FROM or day.weekday() > 4:
            return 0
        usual = self._enterprises.size // _ENTERPRISES_PER_DAILY_CHANGE
        return usual + 1 + mix(self._seed, 501, day.toordinal()) % 4

    def _dossier(self, day: date, number: int) -> Dossier:
        founded = self._enterprises.founded_on(day)
        if number < len(founded):
            enterprise = self._enterprises.at_founding_place(founded[number])
            kind, status = "Thành lập mới", "Đã cấp"
        else:
            key = mix(self._seed, 502, day.toordinal(), number)
            enterprise = self._existing(key, day)
            kind, status = _KINDS.pick(mix(key, 1)), _OUTCOMES.pick(mix(key, 2))
        return Dossier(
            number=f"{day:%y%m%d}{number + 1:06d}",
            enterprise=enterprise,
            kind=kind,
            received=day,
            status=status,
        )

    def _existing(self, key: int, day: date) -> int:
        """Choose an enterprise that was founded before a day, or else the oldest of the tries."""
        tries = [mix(key, 3, turn) % self._enterprises.size for turn in range(8)]
        older = (index for index in tries if self._enterprises.founded(index) < day)
        return next(older, min(tries, key=self._enterprises.founded))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
