"""The business registry (cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp): GET, JSON envelope.

    GET /apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn=0312345678        or 0312345678-001 for a branch
    {"Data": {"MainInformation": {"ENTERPRISE_GDT_CODE": "0312345678", "NAME": "CÔNG TY …",
                "SHORT_NAME": "…", "ENTERPRISE_STATUS": "Đang hoạt động", "ENTERPRISE_TYPE_NAME": …,
                "LEGAL_NAMES": "Nguyễn Văn A", "CAPITAL_AMOUNT": 5000000000,
                "FOUNDING_DATE": "31/12/2015"},
              "HOAdress": {"AddressFullText": "Số 1, …", "CityID": 731, "CityName": "…",
                "DistrictID": …, "DistrictName": "…", "WardID": …, "WardName": "…",
                "StreetNumber": "Số 1, đường …"},
              "Representatives": [{"FULL_NAME": "Nguyễn Văn A", "POSITION": "Giám đốc",
                "IDENTITY_NO": "079…"}, …],             one representative is an object, not a list
              "BusinessActivity": [{"CODE": "4690", "NAME": "Bán buôn tổng hợp", "IS_MAIN": "Y"}],
              "Member": [{"MEMBER_NAME": "…", "IDENTITY_NO": "079…", "RATIO_PERCENT": 60.0,
                "AMOUNT": 3000000000, "COUNTRY": "Việt Nam"}]},
     "DataCount": 1, "Status": 1, "Message": "Thành công"}
    not found: HTTP 200 {"Data": null, "DataCount": 0, "Status": 1, "Message": "Không tìm thấy …"}
    refused:   HTTP 200 {"Data": null, "DataCount": 0, "Status": 0, "Message": "…"}

    GET /apiCSDLDKDN/1.0/danhSachHoSo?from_date=28/12/2022&to_date=30/12/2022&offset=0&limit=100
    {"Data": [{"IN_JOURNAL_NO": "221230000001", "ENTERPRISE_GDT_CODE": "0312345678", "NAME": "…",
               "JOURNAL_TYPE": "Thành lập mới", "RECEIPT_DATE": "30/12/2022",
               "PROCESS_STATUS": "Đã cấp"}, …], "DataCount": 17, …}

HOAdress is misspelt on the real wire and stays so. CityID, DistrictID and WardID are internal
numbers, not those of the General Statistics Office. DataCount is the number of all dossiers of the
period (at most five days), of which offset and limit (1-100) choose. JOURNAL_TYPE,
RECEIPT_DATE, PROCESS_STATUS, FULL_NAME, POSITION and IDENTITY_NO are assumed names; the others are
seen in client code. BusinessActivity and Member are always lists here; IS_MAIN is "Y" or "N".
"""

import re
from collections.abc import Sequence
from datetime import date

from mock_registries.country import Country
from mock_registries.country.dossiers import MAX_DAYS, Dossier
from mock_registries.country.enterprises import Enterprise
from mock_registries.country.places import Address
from mock_registries.faults import Faults
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    is_front_page,
    parameters,
    read_day,
    write_day,
)

_CODE = re.compile(r"([0-9]{10})(?:-([0-9]{3}))?", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,7}", re.ASCII)
_MOST = 100
_DONE = "Thành công"
_NOT_FOUND = "Không tìm thấy dữ liệu"


class BusinessRegistry:
    """Answers with an enterprise's details and with lists of registration dossiers."""

    name = "dkdn"
    base = "/apiCSDLDKDN"

    def __init__(self, country: Country, faults: Faults) -> None:
        self._country = country
        self._faults = faults
        self._paper = Stationery(country)

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets Status 0."""
        if self._faults.down(self.name):
            return self._refuse("Lỗi hệ thống", 500)
        if is_front_page(request, self.base):
            title = "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp"
            services = f"GET {self.base}/1.0/chiTietDoanhNghiep, {self.base}/1.0/danhSachHoSo"
            return self._paper.front_page(title, services)
        if request.method != "GET":
            return self._refuse("Phương thức không được hỗ trợ", 405)
        given = parameters(request.query)
        if request.path == f"{self.base}/1.0/chiTietDoanhNghiep":
            return self._details(given)
        if request.path == f"{self.base}/1.0/danhSachHoSo":
            return self._dossiers(given)
        return self._refuse("Không có dịch vụ này", 404)

    def _details(self, given: dict[str, str]) -> NativeResponse:
        match = _CODE.fullmatch(given.get("msdn", ""))
        if match is None:
            return self._refuse("Mã số doanh nghiệp không hợp lệ")
        found = self._find(match[1], match[2])
        if found is None:
            return self._reply(None, 0, _NOT_FOUND)
        return self._reply(_details(found), 1, _DONE)

    def _find(self, code: str, suffix: str | None) -> Enterprise | None:
        enterprises = self._country.enterprises
        index = enterprises.index_of(code)
        if index is None:
            return None
        if suffix is None:
            return enterprises.enterprise(index)
        if 1 <= int(suffix) <= enterprises.branches(index):
            return enterprises.branch(index, int(suffix))
        return None

    def _dossiers(self, given: dict[str, str]) -> NativeResponse:
        first, last = read_day(given.get("from_date", "")), read_day(given.get("to_date", ""))
        offset, limit = _number(given.get("offset")), _number(given.get("limit"))
        if first is None or last is None or not 0 <= (last - first).days < MAX_DAYS:
            return self._refuse(f"Khoảng thời gian không hợp lệ (tối đa {MAX_DAYS} ngày)")
        if offset is None or limit is None or not 1 <= limit <= _MOST:
            return self._refuse("offset hoặc limit không hợp lệ")
        return self._list(first, last, offset, limit)

    def _list(self, first: date, last: date, offset: int, limit: int) -> NativeResponse:
        dossiers = self._country.dossiers
        total = dossiers.count(first, last)
        page = dossiers.page(first, last, offset, limit)
        listed = [self._dossier(dossier) for dossier in page]
        return self._reply(listed, total, _DONE if total else _NOT_FOUND)

    def _dossier(self, dossier: Dossier) -> dict[str, object]:
        enterprise = self._country.enterprises.enterprise(dossier.enterprise)
        return {
            "IN_JOURNAL_NO": dossier.number,
            "ENTERPRISE_GDT_CODE": enterprise.code,
            "NAME": enterprise.name,
            "JOURNAL_TYPE": dossier.kind,
            "RECEIPT_DATE": write_day(dossier.received),
            "PROCESS_STATUS": dossier.status,
        }

    def _reply(self, data: object, count: int, message: str) -> NativeResponse:
        return self._paper.json({"Data": data, "DataCount": count, "Status": 1, "Message": message})

    def _refuse(self, message: str, status: int = 200) -> NativeResponse:
        envelope = {"Data": None, "DataCount": 0, "Status": 0, "Message": message}
        return self._paper.json(envelope, status)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None


def _details(enterprise: Enterprise) -> dict[str, object]:
    return {
        "MainInformation": {
            "ENTERPRISE_GDT_CODE": enterprise.code,
            "NAME": enterprise.name,
            "SHORT_NAME": " ".join(enterprise.name.split()[-2:]),
            "ENTERPRISE_TYPE_NAME": enterprise.kind,
            "ENTERPRISE_STATUS": enterprise.status,
            "LEGAL_NAMES": "; ".join(person.name for person, _ in enterprise.representatives),
            "CAPITAL_AMOUNT": enterprise.capital,
            "FOUNDING_DATE": write_day(enterprise.founded),
        },
        "HOAdress": _address(enterprise.address),
        "Representatives": _one_or_many(
            [
                {"FULL_NAME": person.name, "POSITION": position, "IDENTITY_NO": person.identity}
                for person, position in enterprise.representatives
            ]
        ),
        "BusinessActivity": [
            {"CODE": code, "NAME": name, "IS_MAIN": "N" if turn else "Y"}
            for turn, (code, name) in enumerate(enterprise.activities)
        ],
        "Member": [
            {
                "MEMBER_NAME": share.person.name,
                "IDENTITY_NO": share.person.identity,
                "RATIO_PERCENT": float(share.percent),
                "AMOUNT": enterprise.capital * share.percent // 100,
                "COUNTRY": "Việt Nam",
            }
            for share in enterprise.shares
        ],
    }


def _one_or_many(values: Sequence[object]) -> object:
    """Write a single value without its list, as services generated from XML do."""
    return values[0] if len(values) == 1 else values


def _address(address: Address) -> dict[str, object]:
    """Write an address with numbers that mean nothing outside the registry."""
    commune = address.commune
    return {
        "AddressFullText": address.text(),
        "CityID": 700 + 3 * int(commune.province_code),
        "CityName": commune.province,
        "DistrictID": 4000 + 2 * int(commune.district_code),
        "DistrictName": commune.district,
        "WardID": 60_000 + 5 * int(commune.code),
        "WardName": commune.name,
        "StreetNumber": address.detail,
    }
