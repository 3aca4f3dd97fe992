"""The social-insurance registry (Bảo hiểm xã hội Việt Nam): JSON made from SOAP, POST.

    POST /apiBHXH/getTraCuuTtHgdByMaSoBhxh   {"maSoBhxh": "7912345678"}
    {"TST_GetTraCuuTtHgdByMaSoBhxhResponse": {"successful": true, "dataThongTinHgd": {
        "maHo": "…", "maTinh": "79", "maHuyen": "760", "maXa": "26734", "diaChi": "Số 1, đường …",
        "dsThanhVien": [{"maSo": "7912345678", "hoTen": "…", "ngaySinh": "19800131",
            "loaiNgaySinh": "0", "gioiTinh": "1", "mqhChuHo": "Chủ hộ", "trangThai": "…"}, …]},
        "errorCode": ""}}

    POST /apiBHXH/getMaSoBhxhTheoTieuChi
        {"hoTen": "…", "ngaySinh": "19800131", "loaiNgaySinh": "0", "gioiTinh": "1",
         "maTinhKs": "79"}
    {"TST_GetMaSoBhxhTheoTieuChiResponse": {"successful": true, "dataThongTin": [
        {"maSo": "7912345678", "hoTen": "…", "ngaySinh": "19800131", "loaiNgaySinh": "0",
         "gioiTinh": "1", "maTinhKs": "79", "soSoCu": "", "maHo": "…",
         "trangThai": "Đang tham gia"}], "errorCode": ""}}
    dataThongTin is an object, not a list, when one person was found.

Not found: {"successful": true, "dataThongTinHgd"/"dataThongTin": null, "errorCode":
"DATA_NOT_FOUND"}; refused: {"successful": false, …null, "errorCode": "INVALID_PARAM"}, both with
HTTP 200. loaiNgaySinh says what is known of the birth: 0 the day (yyyyMMdd), 1 the year (yyyy), 2
the month (yyyyMM; nobody in this country). gioiTinh: 1 male, 2 female, 3 not known (both are
searched). maTinhKs: two digits.

    POST /apiBHXH/kiemTraTheBhyt   {"maThe": "DN4797912345678", "hoTen": "…",
                                    "ngaySinh": "31/01/1980"}          or "1980"
    {"maKetQua": "000", "ghiChu": "Thông tin thẻ chính xác", "maThe": "DN4797912345678",
     "hoTen": "…", "ngaySinh": "31/01/1980", "gioiTinh": "Nam", "gtTheTu": "01/01/2022",
     "gtTheDen": "31/12/2022", "maDKBD": "79012", "tenDKBD": "Bệnh viện …", "mucHuong": 80}

maKetQua, all with HTTP 200: 000 in order; 010 expired (with the card's data); 050 no such card; 051
card number malformed or of the wrong group; 052 province (4th-5th character) wrong; 053 benefit
(3rd character) wrong; 060 name wrong; 061 name wrong but for its first letter; 070 birth wrong; 205
malformed request. Except for 000 and 010 there is nothing but maKetQua and ghiChu.
The names dsThanhVien, dataThongTin, mqhChuHo, mucHuong and the texts of errorCode are assumed.
"""

import re
from collections.abc import Iterator
from itertools import islice

from mock_registries.country import Country, households, names
from mock_registries.country.cards import Card
from mock_registries.country.people import Person
from mock_registries.faults import Faults
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    is_front_page,
    json_object,
    read_compact_day,
    read_day,
    read_year,
    write_day,
)

_HOUSEHOLD = "getTraCuuTtHgdByMaSoBhxh"
_CRITERIA = "getMaSoBhxhTheoTieuChi"
_CARD = "kiemTraTheBhyt"
_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)
_PROVINCE = re.compile(r"[0-9]{2}", re.ASCII)
_CARD_CODE = re.compile(r"[A-Z]{2}[1-5][0-9]{12}", re.ASCII)
_SEXES = {"1": (True,), "2": (False,), "3": (True, False)}
_MOST_FOUND = 100
_RELATIONS = {
    "head": "Chủ hộ",
    "wife": "Vợ",
    "child": "Con",
    "mother": "Mẹ",
    "grandchild": "Cháu",
    "daughter-in-law": "Con dâu",
}
_RESULTS = {
    "000": "Thông tin thẻ chính xác",
    "010": "Thẻ hết giá trị sử dụng",
    "050": "Không thấy thông tin thẻ bảo hiểm y tế",
    "051": "Mã thẻ không đúng",
    "052": "Mã tỉnh cấp thẻ (ký tự thứ 4, 5 của mã thẻ) không đúng",
    "053": "Mã quyền lợi thẻ (ký tự thứ 3 của mã thẻ) không đúng",
    "060": "Thẻ sai họ tên",
    "061": "Thẻ sai họ tên (đúng ký tự đầu)",
    "070": "Thẻ sai ngày sinh",
    "205": "Lỗi sai định dạng tham số truyền vào",
}


class InsuranceRegistry:
    """Answers with households, insurance numbers and the state of health-insurance cards."""

    name = "bhxh"
    base = "/apiBHXH"

    def __init__(self, country: Country, faults: Faults) -> None:
        self._country = country
        self._faults = faults
        self._paper = Stationery(country)
        self._services = {
            f"{self.base}/{_HOUSEHOLD}": self._household,
            f"{self.base}/{_CRITERIA}": self._by_criteria,
            f"{self.base}/{_CARD}": self._check_card,
        }

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets an error code."""
        if self._faults.down(self.name):
            return self._error(500, "SYSTEM_ERROR")
        if is_front_page(request, self.base):
            services = f"POST {', '.join(self._services)}"
            return self._paper.front_page("Bảo hiểm xã hội Việt Nam", services)
        service = self._services.get(request.path)
        if service is None:
            return self._error(404, "SERVICE_NOT_FOUND")
        if request.method != "POST":
            return self._error(405, "METHOD_NOT_ALLOWED")
        body = json_object(request.body)
        return service({name: text for name, text in body.items() if isinstance(text, str)})

    def _household(self, given: dict[str, str]) -> NativeResponse:
        wrapper, data = "TST_GetTraCuuTtHgdByMaSoBhxhResponse", "dataThongTinHgd"
        number = given.get("maSoBhxh", "")
        if not _NUMBER.fullmatch(number):
            return self._wrapped(wrapper, data, None, "INVALID_PARAM")
        index = self._country.insurance.index_of(number)
        if index is None:
            return self._wrapped(wrapper, data, None, "DATA_NOT_FOUND")
        family = households.household(self._country.population, index)
        place = family.home.commune
        found = {
            "maHo": self._country.insurance.household_code(index),
            "maTinh": place.province_code,
            "maHuyen": place.district_code,
            "maXa": place.code,
            "diaChi": family.home.detail,
            "dsThanhVien": [
                {**self._member(one), "mqhChuHo": _RELATIONS[family.relation(one)]}
                for one in family.members
            ],
        }
        return self._wrapped(wrapper, data, found, "")

    def _by_criteria(self, given: dict[str, str]) -> NativeResponse:
        wrapper, data = "TST_GetMaSoBhxhTheoTieuChiResponse", "dataThongTin"
        people = self._matches(given)
        if people is None:
            return self._wrapped(wrapper, data, None, "INVALID_PARAM")
        found = [self._number_record(one) for one in islice(people, _MOST_FOUND)]
        if not found:
            return self._wrapped(wrapper, data, None, "DATA_NOT_FOUND")
        return self._wrapped(wrapper, data, found[0] if len(found) == 1 else found, "")

    def _matches(self, given: dict[str, str]) -> Iterator[Person] | None:
        """Return whoever agrees with the criteria, None if these are malformed."""
        name, province = given.get("hoTen", "").strip(), given.get("maTinhKs", "")
        sexes = _SEXES.get(given.get("gioiTinh", ""))
        born = _criteria_birth(given.get("ngaySinh", ""), given.get("loaiNgaySinh", ""))
        if not name or not _PROVINCE.fullmatch(province) or sexes is None or born is None:
            return None
        search = self._country.population.search
        return (one for male in sexes for one in search(name, born, male, province))

    def _number_record(self, person: Person) -> dict[str, object]:
        return {
            **self._member(person),
            "maTinhKs": person.birthplace.province_code,
            "soSoCu": "",
            "maHo": self._country.insurance.household_code(person.index),
        }

    def _member(self, person: Person) -> dict[str, object]:
        insurance = self._country.insurance
        return {
            "maSo": insurance.number(person.index),
            "hoTen": person.name,
            "ngaySinh": person.born.replace("-", ""),
            "loaiNgaySinh": "1" if len(person.born) == 4 else "0",
            "gioiTinh": "1" if person.male else "2",
            "trangThai": "Đang tham gia" if insurance.insured(person.index) else "Chưa tham gia",
        }

    def _check_card(self, given: dict[str, str]) -> NativeResponse:
        code, name = given.get("maThe", ""), given.get("hoTen", "").strip()
        born = _card_birth(given.get("ngaySinh", ""))
        if not code or not name or born is None:
            return self._result("205")
        if not _CARD_CODE.fullmatch(code):
            return self._result("051")
        index = self._country.insurance.index_of(code[5:])
        card = None if index is None else self._country.insurance.card(index)
        if card is None:
            return self._result("050")
        wrong = _difference(card, code, name, born)
        if wrong is not None:
            return self._result(wrong)
        result = "000" if card.valid_on(self._country.as_of) else "010"
        return self._result(result, **_card_data(card))

    def _result(self, code: str, **data: object) -> NativeResponse:
        return self._paper.json({"maKetQua": code, "ghiChu": _RESULTS[code], **data})

    def _wrapped(self, wrapper: str, name: str, data: object, error: str) -> NativeResponse:
        refused = error == "INVALID_PARAM"
        answer = {"successful": not refused, name: data, "errorCode": error}
        return self._paper.json({wrapper: answer})

    def _error(self, status: int, code: str) -> NativeResponse:
        return self._paper.json({"successful": False, "errorCode": code}, status)


def _criteria_birth(text: str, kind: str) -> str | None:
    """Read a birth as the criteria give it; None if malformed. Nobody is known to the month."""
    if kind == "0":
        day = read_compact_day(text)
        return day.isoformat() if day else None
    if kind == "1":
        return read_year(text)
    if kind == "2" and read_compact_day(f"{text}01"):
        return f"{text[:4]}-{text[4:]}"
    return None


def _card_birth(text: str) -> str | None:
    """Read dd/MM/yyyy or yyyy."""
    day = read_day(text)
    return day.isoformat() if day else read_year(text)


def _difference(card: Card, code: str, name: str, born: str) -> str | None:
    """Return the result code of the first thing that is wrong, None if all is right."""
    if code[3:5] != card.code[3:5]:
        return "052"
    if code[2] != card.code[2]:
        return "053"
    if code != card.code:
        return "051"
    given, known = names.folded(name), names.folded(card.holder.name)
    if given != known:
        return "061" if given[:1] == known[:1] else "060"
    return None if born == card.holder.born else "070"


def _card_data(card: Card) -> dict[str, object]:
    return {
        "maThe": card.code,
        "hoTen": card.holder.name,
        "ngaySinh": _write_birth(card.holder.born),
        "gioiTinh": "Nam" if card.holder.male else "Nữ",
        "gtTheTu": write_day(card.valid_from),
        "gtTheDen": write_day(card.valid_until),
        "maDKBD": card.hospital_code,
        "tenDKBD": card.hospital,
        "mucHuong": card.percent,
    }


def _write_birth(born: str) -> str:
    return "/".join(reversed(born.split("-")))
