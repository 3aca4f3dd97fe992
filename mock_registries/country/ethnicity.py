"""Ethnic groups (dân tộc) and religions (tôn giáo): code lists, and how many belong to each.

Codes and names of ethnic groups are those of Quyết định 121-TCTK/PPCĐ (2 March 1979); the later
list, Quyết định 1019/QĐ-TCTK (2008), numbers some of them differently. How many of a province's
people belong to which is from memory of the census of 2019, unverified; the national shares that
come out are near the published ones (a test says how near). The codes of religions are assumed.
"""

from dataclasses import dataclass
from functools import cache

from mock_registries.country.permutation import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of a code list."""

    code: str
    name: str


_NAMES = (
    *("Kinh", "Tày", "Thái", "Hoa", "Khơ-me", "Mường", "Nùng", "Mông", "Dao", "Gia-rai", "Ngái"),
    *("Ê-đê", "Ba-na", "Xơ-đăng", "Sán Chay", "Cơ-ho", "Chăm", "Sán Dìu", "Hrê", "Mnông"),
    *("Ra-glai", "Xtiêng", "Bru-Vân Kiều", "Thổ", "Giáy", "Cơ-tu", "Gié-Triêng", "Mạ", "Khơ-mú"),
    *("Co", "Tà-ôi", "Chơ-ro", "Kháng", "Xinh-mun", "Hà Nhì", "Chu-ru"),
)
_GROUPS = {f"{n:02d}": Term(code=f"{n:02d}", name=name) for n, name in enumerate(_NAMES, 1)}
_KINH = "01"
_ELSEWHERE = "04:3 06:3 05:2 02:2 03:2 07:2"
# Of a thousand people of a province, those of its other groups; the rest are Kinh.
_MINORITIES = {
    "01": "06:8 02:3 07:1",
    "02": "08:340 02:225 09:150 07:96 25:20",
    "04": "02:408 07:298 08:116 09:96 15:14",
    "06": "02:520 09:180 07:90 08:70",
    "08": "02:260 09:135 15:80 08:28 07:22 18:18",
    "10": "08:250 02:150 09:140 25:45 07:40",
    "11": "08:380 03:360 29:33 09:10",
    "12": "03:310 08:240 09:130 35:35 25:30",
    "14": "03:536 08:160 06:68 34:22 09:17 29:12",
    "15": "02:180 08:130 09:120 03:75 06:20",
    "17": "06:640 03:40 02:30 09:20",
    "19": "02:120 07:70 18:45 15:30 09:25 08:8",
    "20": "07:430 02:360 09:36",
    "22": "09:50 02:30 18:16 15:12",
    "24": "07:52 02:33 18:18 15:17",
    "25": "06:150 09:10",
    "26": "18:40",
    "37": "06:27",
    "38": "06:103 03:68",
    "40": "03:100 24:22 29:13 08:10",
    "44": "23:20",
    "45": "23:110 31:25",
    "46": "31:30 26:15",
    "49": "26:40 14:30 27:16",
    "51": "19:110 30:30",
    "52": "13:15 19:8",
    "54": "12:30 17:25",
    "56": "21:50",
    "58": "21:120 17:115",
    "60": "17:30 21:15 16:10",
    "62": "14:250 13:125 27:70 10:50",
    "64": "10:305 13:125",
    "66": "12:190 07:43 02:30 20:26 08:21",
    "67": "20:80 08:56 07:50 02:40 09:25 03:20",
    "68": "16:135 28:29 07:20 36:18 02:16 04:10",
    "70": "22:97 02:23 07:23 05:20",
    "72": "05:10",
    "75": "04:30 07:7 05:7 02:6 32:5",
    "77": "32:10 04:10",
    "79": "04:42 05:5",
    "84": "05:315 04:4",
    "86": "05:22 04:5",
    "89": "05:40 17:6",
    "91": "05:123 04:14",
    "92": "05:17 04:10",
    "93": "05:27 04:8",
    "94": "05:302 04:52",
    "95": "05:80 04:18",
    "96": "05:20 04:5",
}
_RELIGIONS = Choice(
    [("00", 865), ("02", 61), ("01", 48), ("03", 10), ("05", 10), ("04", 6)]  # census of 2019
)
_RELIGION_NAMES = {
    "00": Term(code="00", name="Không"),
    "01": Term(code="01", name="Phật giáo"),
    "02": Term(code="02", name="Công giáo"),
    "03": Term(code="03", name="Tin lành"),
    "04": Term(code="04", name="Cao đài"),
    "05": Term(code="05", name="Hòa hảo"),
}


def ethnic_group(province_code: str, number: int) -> Term:
    """Choose an ethnic group as they are found in a province, by a mixed number."""
    return _GROUPS[_choice(province_code).pick(number)]


def religion(number: int) -> Term:
    """Choose a religion, mostly none, by a mixed number."""
    return _RELIGION_NAMES[_RELIGIONS.pick(number)]


@cache
def _choice(province_code: str) -> Choice:
    weighted = [
        (code, int(weight))
        for code, _, weight in (
            entry.partition(":") for entry in _MINORITIES.get(province_code, _ELSEWHERE).split()
        )
    ]
    return Choice([(_KINH, 1000 - sum(weight for _, weight in weighted)), *weighted])
