"""Personal names in the Vietnamese order: surname, middle name, given name; NFC.

Surname shares follow the published counts for the Kinh (Nguyễn about 38 %, Trần 11 %, Lê 9.5 %,
Phạm 7 %); Hoàng and Vũ are the northern, Huỳnh and Võ the southern spellings of the same names.
"""

import unicodedata

from mock_registries.country.permutation import Choice, mix

_SURNAMES = Choice(
    [
        *[("Nguyễn", 384), ("Trần", 110), ("Lê", 95), ("Phạm", 71), ("Hoàng", 51), ("Phan", 45)],
        *[("Vũ", 39), ("Đặng", 21), ("Bùi", 20), ("Đỗ", 14), ("Hồ", 13), ("Ngô", 13)],
        *[("Dương", 11), ("Lý", 8), ("Trương", 12), ("Đinh", 10), ("Trịnh", 9), ("Đoàn", 9)],
        *[("Lương", 9), ("Mai", 8), ("Cao", 8), ("Hà", 8), ("Lâm", 7), ("Tạ", 5), ("Tô", 5)],
        *[("Châu", 4), ("Thái", 4), ("Quách", 3), ("Vương", 4)],
    ]
)
_SOUTHERN = {"Hoàng": "Huỳnh", "Vũ": "Võ"}
_MALE_MIDDLE = Choice(
    [
        *[("Văn", 40), ("Đức", 10), ("Hữu", 8), ("Minh", 8), ("Quang", 7), ("Đình", 6)],
        *[("Công", 4), ("Xuân", 4), ("Thanh", 4), ("Quốc", 5), ("Gia", 2), ("Anh", 2)],
    ]
)
_FEMALE_MIDDLE = Choice(
    [
        *[("Thị", 48), ("Thị Thanh", 4), ("Thị Thu", 4), ("Thị Kim", 3), ("Thị Ngọc", 4)],
        *[("Ngọc", 8), ("Thanh", 6), ("Thu", 5), ("Phương", 5), ("Minh", 4), ("Bích", 3)],
        *[("Khánh", 3), ("Bảo", 3)],
    ]
)
_MALE_GIVEN = Choice(
    [
        *[("Hùng", 5), ("Dũng", 5), ("Tuấn", 5), ("Minh", 5), ("Nam", 4), ("Hải", 4)],
        *[("Long", 4), ("Sơn", 4), ("Thành", 4), ("Cường", 4), ("Đức", 4), ("Hiếu", 4)],
        *[("Huy", 4), ("Khoa", 3), ("Khang", 3), ("Kiên", 3), ("Lâm", 3), ("Lộc", 2)],
        *[("Phong", 3), ("Phúc", 4), ("Quân", 3), ("Quang", 3), ("Tài", 3), ("Tâm", 2)],
        *[("Thắng", 4), ("Thịnh", 3), ("Tiến", 3), ("Toàn", 3), ("Trung", 4), ("Việt", 3)],
        *[("Vinh", 3), ("Bình", 3), ("Bảo", 3), ("Đạt", 4), ("Hoàng", 3), ("Tùng", 3)],
    ]
)
_FEMALE_GIVEN = Choice(
    [
        *[("Lan", 4), ("Hương", 5), ("Hoa", 4), ("Hằng", 4), ("Hà", 4), ("Linh", 5)],
        *[("Mai", 4), ("Nga", 3), ("Ngọc", 4), ("Nhung", 3), ("Oanh", 2), ("Phương", 4)],
        *[("Quỳnh", 3), ("Thảo", 4), ("Thu", 3), ("Thúy", 3), ("Trang", 5), ("Trinh", 2)],
        *[("Tuyết", 3), ("Vân", 4), ("Yến", 3), ("Anh", 5), ("Chi", 3), ("Dung", 4)],
        *[("Duyên", 2), ("Hạnh", 3), ("Hiền", 4), ("Huệ", 2), ("Hồng", 3), ("Loan", 3)],
        *[("Ly", 2), ("My", 2), ("Nhi", 4), ("Như", 3), ("Tâm", 2), ("Vy", 3)],
    ]
)


def surname(number: int, *, southern: bool) -> str:
    """Choose a surname in the spelling of the north or the south."""
    name = _SURNAMES.pick(number)
    return _SOUTHERN.get(name, name) if southern else name


def given_name(number: int, *, male: bool) -> str:
    """Choose the last word of a name; cheap, so that a search can reject by it."""
    return (_MALE_GIVEN if male else _FEMALE_GIVEN).pick(number)


def full_name(family_name: str, given: str, number: int, *, male: bool) -> str:
    """Put a name together, with a middle name typical for the sex."""
    middles = _MALE_MIDDLE if male else _FEMALE_MIDDLE
    middle = middles.pick(number)
    if middle.split()[-1] == given:
        middle = middles.pick(mix(number, 1))
    if middle.split()[-1] == given:
        middle = "Văn" if male else "Thị"
    return unicodedata.normalize("NFC", f"{family_name} {middle} {given}")


def folded(name: str) -> str:
    """Return the form in which names are compared: NFC, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
