"""Checking a health-insurance card against the warehouse: one result code for each outcome.

    checked = check(country, card_code="DN4797912345678", name="…", born="31/01/1980")
    checked.result == "000"        and checked.found has the card

What is compared is what the warehouse holds, so a name that lost its diacritics there does not
agree with the right one. Who exchanged a card, and which cards were withdrawn or reported as
reduced (báo giảm), is invented: one card in fifty, and six in a thousand.
"""

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from mock_registries.country import Country, names
from mock_registries.country.cards import Card
from mock_registries.country.mismatches import Insured
from mock_registries.wire import read_day, read_year

# The codes of the hospital gateway, as its clients list them; the words are ours. 054 and 055 are
# about the officer who asks, 401 is about the account; 100 is never answered here.
RESULTS: Final = {
    "000": "Thông tin thẻ chính xác",
    "001": "Thẻ do BHXH Bộ Quốc phòng quản lý",
    "002": "Thẻ do BHXH Bộ Công an quản lý",
    "003": "Thẻ cũ hết giá trị sử dụng, đã được cấp thẻ mới",
    "004": "Thẻ cũ còn giá trị sử dụng, đã được cấp thẻ mới",
    "010": "Thẻ hết giá trị sử dụng",
    "050": "Không thấy thông tin thẻ bảo hiểm y tế",
    "051": "Mã thẻ không đúng",
    "052": "Mã tỉnh cấp thẻ (ký tự thứ 4, 5 của mã thẻ) không đúng",
    "053": "Mã quyền lợi thẻ (ký tự thứ 3 của mã thẻ) không đúng",
    "054": "Số CCCD của cán bộ tra cứu không có trong danh sách",
    "055": "Họ tên của cán bộ tra cứu không khớp với số CCCD",
    "060": "Thẻ sai họ tên",
    "061": "Thẻ sai họ tên (đúng ký tự đầu)",
    "070": "Thẻ sai ngày sinh",
    "100": "Lỗi khi lấy dữ liệu sổ thẻ",
    "101": "Lỗi máy chủ",
    "110": "Thẻ đã thu hồi",
    "120": "Thẻ đã báo giảm",
    "121": "Thẻ đã báo giảm do chuyển ngoại tỉnh",
    "122": "Thẻ đã báo giảm do chuyển nội tỉnh",
    "123": "Thẻ đã báo giảm do tăng lại cùng đơn vị",
    "124": "Thẻ đã báo giảm do ngừng tham gia",
    "130": "Trẻ em không xuất trình thẻ",
    "205": "Lỗi sai định dạng tham số truyền vào",
    "401": "Lỗi xác thực tài khoản",
}

CODE: Final = re.compile(r"([A-Z]{2})([1-5])([0-9]{2})([0-9]{10})", re.ASCII)
# What hospitals send for a child who has none yet; the form is recalled, not verified.
_CHILD_WITHOUT_CARD = re.compile(r"TE1[0-9]{2}KT[0-9]{8}", re.ASCII)
# Military and cipher service, police: their ministries keep these themselves. Letters: Quyết định
# 1351/QĐ-BHXH (2015).
_KEPT_ELSEWHERE: Final = {"QN": "001", "CY": "001", "CA": "002"}
_STANDING, _EXCHANGE = 691, 692  # purposes of Population.key
_ENDED: Final = ("110", "120", "121", "122", "123", "124")  # one card in a thousand each
# In which group somebody was before; the others have always been in theirs.
_GROUPS_BEFORE: Final = {"DN": "GD4", "GD": "DN4", "HT": "DN4", "SV": "HS4", "HC": "DN4"}


class Former(NamedTuple):
    """A card that was exchanged for the present one."""

    code: str
    valid_from: date
    valid_until: date


class Found(NamedTuple):
    """Whose card it is; `former` is the holder's old card, if there was one."""

    card: Card
    former: Former | None


class Checked(NamedTuple):
    """The outcome of a check; `found` only where the card and its holder agree."""

    result: str  # one of RESULTS
    found: Found | None = None
    exchanged: Former | None = None  # set if this old card was asked about


def check(country: Country, card_code: str, name: str, born: str) -> Checked:
    """Check a card of 15 characters; `born` is dd/MM/yyyy or, which is enough, yyyy."""
    birth, wanted = read_birth(born), names.folded(name)
    if not card_code or not wanted or birth is None:
        return Checked(result="205")
    if _CHILD_WITHOUT_CARD.fullmatch(card_code):
        return Checked(result="130")
    match = CODE.fullmatch(card_code)
    if match is None:
        return Checked(result="051")
    if match[1] in _KEPT_ELSEWHERE:
        return Checked(result=_KEPT_ELSEWHERE[match[1]])
    index = country.insurance.index_of(match[4])
    found = None if index is None else find(country, index)
    if found is None:
        return Checked(result="050")
    former = found.former
    exchanged = former if former is not None and card_code == former.code else None
    wrong = "" if exchanged else _wrong_code(card_code, found.card.code)
    wrong = wrong or _wrong_holder(found.card.holder, wanted, birth)
    if wrong:
        return Checked(result=wrong)
    result = _standing_of_old(country, exchanged) if exchanged else _standing(country, found.card)
    return Checked(result=result, found=found, exchanged=exchanged)


def find(country: Country, index: int) -> Found | None:
    """Return the card of the person at an index, with the one that it replaced if there is."""
    card = country.insurance.card(index)
    if card is None:
        return None
    return Found(card=card, former=_former(country, card))


def read_birth(text: str) -> str | None:
    """Read dd/MM/yyyy as YYYY-MM-DD, and yyyy; None for anything else."""
    day = read_day(text)
    return day.isoformat() if day else read_year(text)


def _wrong_code(given: str, right: str) -> str:
    """Return the result for the first thing that is wrong with a card's code, or nothing."""
    if given[3:5] != right[3:5]:
        return "052"
    if given[2] != right[2]:
        return "053"
    return "" if given == right else "051"


def _wrong_holder(record: Insured, name: str, born: str) -> str:
    known = names.folded(record.name)
    if name != known:
        return "061" if name[:1] == known[:1] else "060"
    same = born == record.born[: len(born)]  # the year alone is enough, as at the real gateway
    return "" if same else "070"


def _standing(country: Country, card: Card) -> str:
    number = country.population.key(card.holder.index, _STANDING) % 1000
    if number < len(_ENDED) and not country.insurance.renewed(card.holder.index):
        return _ENDED[number]
    return "000" if card.valid_on(country.as_of) else "010"


def _standing_of_old(country: Country, former: Former) -> str:
    return "003" if former.valid_until < country.as_of else "004"


def _former(country: Country, card: Card) -> Former | None:
    """Return the card that somebody had in another group, of which one in fifty has one."""
    number = country.population.key(card.holder.index, _EXCHANGE)
    before = _GROUPS_BEFORE.get(card.code[:2])
    if number % 50 or before is None or country.insurance.renewed(card.holder.index):
        return None
    start = card.valid_from - timedelta(days=100 + (number >> 8) % 200)
    end = start + timedelta(days=364)
    return Former(code=before + card.code[3:], valid_from=start, valid_until=end)
