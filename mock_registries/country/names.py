"""Personal names in the Vietnamese order: surname, middle name, given name; NFC.

The fourteen commonest surnames have the shares of Lê Trung Hoa, Họ và tên người Việt Nam (2005), as
widely quoted: Nguyễn 38.4 %, Trần 12.1 %, Lê 9.5 %, Phạm 7 % and so on; Hoàng and Vũ are the
northern, Huỳnh and Võ the southern spellings of the same names. All other weights are invented;
that "Thị" and "Văn" become rarer from cohort to cohort is well known, how fast is not modelled.

Each part of a name is chosen by a number below 65,536, a slice of a mixed one.
"""

import unicodedata
from collections import defaultdict

_BITS = 16  # of the numbers that choose a part of a name
_Names = tuple[str, ...]  # each name as often as its weight


def _weighted(*weights: tuple[int, str]) -> _Names:
    """Repeat each of some comma-separated names as often as their weight says."""
    return tuple(
        unicodedata.normalize("NFC", name)
        for weight, names in weights
        for name in names.split(", ")
        for _ in range(weight)
    )


_SURNAMES = _weighted(  # a thousand
    *[(384, "Nguyễn"), (121, "Trần"), (95, "Lê"), (70, "Phạm"), (51, "Hoàng"), (45, "Phan")],
    *[(39, "Vũ"), (21, "Đặng"), (20, "Bùi"), (14, "Đỗ"), (13, "Hồ, Ngô"), (10, "Dương, Đinh")],
    *[(5, "Lý, Tạ, Tô"), (12, "Trương"), (9, "Trịnh, Đoàn, Lương"), (8, "Mai, Cao, Hà")],
    *[(7, "Lâm"), (3, "Châu, Thái, Vương")],
)
_SOUTHERN = {"Hoàng": "Huỳnh", "Vũ": "Võ"}
# Middle names by sex (men: True) and cohort: born before 1975, before 1995, since.
_MIDDLE: dict[bool, tuple[_Names, _Names, _Names]] = {
    True: (
        _weighted((54, "Văn"), (6, "Đức, Hữu, Xuân, Đình"), (4, "Quang, Công, Ngọc, Thanh, Minh")),
        _weighted((36, "Văn"), (7, "Đức, Minh, Quang, Hữu, Thanh"), (5, "Đình, Công, Xuân, Quốc")),
        _weighted((14, "Văn"), (10, "Minh, Gia, Đức, Quốc"), (7, "Anh, Hữu, Quang, Bảo, Tuấn")),
    ),
    False: (
        _weighted((82, "Thị"), (4, "Thị Kim, Thị Ngọc"), (3, "Thị Thanh, Ngọc, Kim")),
        _weighted((48, "Thị"), (6, "Thị Thu, Thị Thanh, Thị Ngọc, Ngọc, Thanh, Thu"), (4, "Bích")),
        _weighted((16, "Thị"), (12, "Ngọc, Khánh, Bảo, Phương"), (8, "Minh, Thanh, Gia, Thùy")),
    ),
}
_GIVEN: dict[bool, _Names] = {
    True: _weighted(
        (5, "Hùng, Dũng, Tuấn, Minh"),
        (4, "Nam, Hải, Long, Sơn, Thành, Cường, Đức, Hiếu, Huy, Phúc, Thắng, Trung, Đạt"),
        (3, "Khoa, Khang, Kiên, Lâm, Phong, Quân, Quang, Tài, Thịnh, Tiến, Toàn, Việt, Vinh"),
        (3, "Bình, Bảo, Hoàng, Tùng"),
        (2, "Lộc, Tâm"),
    ),
    False: _weighted(
        (5, "Hương, Linh, Trang, Anh"),
        (4, "Lan, Hoa, Hằng, Hà, Mai, Ngọc, Phương, Thảo, Vân, Dung, Hiền, Nhi"),
        (3, "Nga, Nhung, Quỳnh, Thu, Thúy, Tuyết, Yến, Chi, Hạnh, Hồng, Loan, Như, Vy"),
        (2, "Oanh, Trinh, Duyên, Huệ, Ly, My, Tâm"),
    ),
}


def surname(number: int, *, southern: bool) -> str:
    """Choose a surname in the spelling of the north or the south."""
    name = _SURNAMES[number * len(_SURNAMES) >> _BITS]
    return _SOUTHERN.get(name, name) if southern else name


def given_name(number: int, *, male: bool) -> str:
    """Choose the last word of a name; cheap, so that a search can reject by it."""
    given = _GIVEN[male]
    return given[number * len(given) >> _BITS]


def full_name(family_name: str, given: str, number: int, *, male: bool, year: int) -> str:
    """Put a name together, with a middle name typical for the sex and the year of birth."""
    middles = _MIDDLE[male][(year >= 1975) + (year >= 1995)]
    middle = middles[number * len(middles) >> _BITS]
    if middle.endswith(given):
        middle = "Văn" if male else "Thị"
    return f"{family_name} {middle} {given}"


def folded(name: str) -> str:
    """Return the form in which names are compared: NFC, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def bare(name: str) -> str:
    """Return a name as it is typed without accents: folded, no diacritics, đ as d."""
    letters = unicodedata.normalize("NFD", folded(name).replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _by_bare(given: _Names) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in given:
        found[bare(name)].add(name)
    return {key: frozenset(names) for key, names in found.items()}


_GIVEN_BY_BARE = {male: _by_bare(given) for male, given in _GIVEN.items()}


def given_names(name: str, *, male: bool) -> frozenset[str]:
    """Return the given names with which somebody's whole name, accents or not, may end."""
    last = bare(name).rpartition(" ")[2]
    return _GIVEN_BY_BARE[male].get(last, frozenset())
