"""The land registry (cơ sở dữ liệu quốc gia về đất đai). ITS CONTRACT IS ASSUMED.

No public contract was found; only field names of cleansing sheets are real (madvhc, sophathanhgcn,
ngaycapgcn, sovaosogcn, hovatenchusudung, sodinhdanhcanhan, soto, sothua, loaidat1-3, dientich1-3,
nguongoc, hinhthucsudung, thoihansudung). GET /datdai/openapi.json describes what is served here.

    GET /datdai/thuadat?maxa=26734&soto=12&sothua=345
    {"madvhc": "26734", "matinh": "79", "mahuyen": "760", "diachi": "Số 1, đường …",
     "soto": 12, "sothua": 345, "dientich": 120.5, "loaidat1": "ODT", "dientich1": 100.0,
     "loaidat2": "CLN", "dientich2": 20.5, "nguongoc": "…", "hinhthucsudung": "…",
     "thoihansudung": "Lâu dài", "sophathanhgcn": "BA 012345", "ngaycapgcn": "31/12/2015",
     "sovaosogcn": "CS01234", "chusudung": [{"hovatenchusudung": "…", "sodinhdanhcanhan": "079…"}]}
    an enterprise: {"hovatenchusudung": "CÔNG TY …", "masodoanhnghiep": "0312345678"}
    without a certificate the three gcn fields are missing

    GET /datdai/giaychungnhan?sophathanh=BA%20012345
    {"sophathanhgcn": "BA 012345", "ngaycapgcn": "31/12/2015", "sovaosogcn": "CS01234",
     "thuadat": [{"madvhc": "26734", "soto": 12, "sothua": 345, "dientich": 120.5}],
     "chusudung": [as above]}

    absent: HTTP 404 {"maloi": "KHONG_TIM_THAY", "thongbao": "…"}
    malformed: HTTP 400 {"maloi": "THAM_SO_SAI", "thongbao": "…"}
"""

import json
import re
from functools import cache
from pathlib import Path

from mock_registries.country import Country
from mock_registries.country.parcels import Certificate, Owner, Parcel
from mock_registries.faults import Faults
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    is_front_page,
    parameters,
    write_day,
)

_COMMUNE = re.compile(r"[0-9]{5}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
# Six digits; eight on the forms issued since 2025, none of which exists in this country.
_SERIAL = re.compile(r"[A-Z]{2} (?:[0-9]{6}|[0-9]{8})", re.ASCII)


class LandRegistry:
    """Answers with parcels and certificates."""

    name = "datdai"
    base = "/datdai"

    def __init__(self, country: Country, faults: Faults) -> None:
        self._land = country.land
        self._faults = faults
        self._paper = Stationery(country)

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets a 4xx with maloi."""
        if self._faults.down(self.name):
            return self._error(500, "LOI_HE_THONG", "Lỗi hệ thống")
        if is_front_page(request, self.base):
            title = "Cơ sở dữ liệu quốc gia về đất đai (giao diện giả định: an assumed contract)"
            services = f"GET {self.base}/thuadat, /giaychungnhan; {self.base}/openapi.json"
            return self._paper.front_page(title, services)
        if request.method != "GET":
            return self._error(405, "PHUONG_THUC_SAI", "Phương thức không được hỗ trợ")
        given = parameters(request.query)
        if request.path == f"{self.base}/thuadat":
            return self._parcel(given)
        if request.path == f"{self.base}/giaychungnhan":
            return self._certificate(given)
        if request.path == f"{self.base}/openapi.json":
            return self._paper.json(_contract())
        return self._error(404, "KHONG_CO_DICH_VU", "Không có dịch vụ này")

    def _parcel(self, given: dict[str, str]) -> NativeResponse:
        commune = given.get("maxa", "")
        sheet, number = given.get("soto", ""), given.get("sothua", "")
        numbers = _NUMBER.fullmatch(sheet) and _NUMBER.fullmatch(number)
        if not _COMMUNE.fullmatch(commune) or not numbers:
            return self._malformed()
        index = self._land.index_of(commune, int(sheet), int(number))
        return (
            self._absent() if index is None else self._paper.json(_parcel(self._land.parcel(index)))
        )

    def _certificate(self, given: dict[str, str]) -> NativeResponse:
        serial = given.get("sophathanh", "")
        if not _SERIAL.fullmatch(serial):
            return self._malformed()
        certificate = self._land.certificate(serial)
        if certificate is None:
            return self._absent()
        parcels = [self._land.parcel(index) for index in certificate.parcels]
        return self._paper.json(
            {
                **_certificate(certificate),
                "thuadat": [
                    {
                        "madvhc": parcel.commune.code,
                        "soto": parcel.sheet,
                        "sothua": parcel.number,
                        "dientich": parcel.area,
                    }
                    for parcel in parcels
                ],
                "chusudung": [_owner(owner) for owner in certificate.owners],
            }
        )

    def _absent(self) -> NativeResponse:
        return self._error(404, "KHONG_TIM_THAY", "Không tìm thấy dữ liệu")

    def _malformed(self) -> NativeResponse:
        return self._error(400, "THAM_SO_SAI", "Tham số không hợp lệ")

    def _error(self, status: int, code: str, message: str) -> NativeResponse:
        return self._paper.json({"maloi": code, "thongbao": message}, status)


@cache
def _contract() -> object:
    return json.loads(Path(__file__).with_name("land_openapi.json").read_text(encoding="utf-8"))


def _parcel(parcel: Parcel) -> dict[str, object]:
    place = parcel.commune
    answer: dict[str, object] = {
        "madvhc": place.code,
        "matinh": place.province_code,
        "mahuyen": place.district_code,
        "diachi": parcel.address.detail,
        "soto": parcel.sheet,
        "sothua": parcel.number,
        "dientich": parcel.area,
    }
    for turn, (kind, area) in enumerate(parcel.uses, start=1):
        answer |= {f"loaidat{turn}": kind, f"dientich{turn}": area}
    answer |= {
        "nguongoc": parcel.origin,
        "hinhthucsudung": "Sử dụng chung" if parcel.shared else "Sử dụng riêng",
        "thoihansudung": write_day(parcel.until) if parcel.until else "Lâu dài",
    }
    if parcel.certificate:
        answer |= _certificate(parcel.certificate)
    return {**answer, "chusudung": [_owner(owner) for owner in parcel.owners]}


def _certificate(certificate: Certificate) -> dict[str, object]:
    return {
        "sophathanhgcn": certificate.serial,
        "ngaycapgcn": write_day(certificate.issued),
        "sovaosogcn": certificate.register_number,
    }


def _owner(owner: Owner) -> dict[str, object]:
    if owner.person is not None:
        return {"hovatenchusudung": owner.name, "sodinhdanhcanhan": owner.person.identity}
    return {"hovatenchusudung": owner.name, "masodoanhnghiep": owner.tax_code}
