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
    since the merger of 1 July 2025 there is no mahuyen; madvhc and soto are the new ones, and
    "madvhc_cu", "soto_cu" those of before, by which a parcel is found as well

    GET /datdai/giaychungnhan?sophathanh=BA%20012345
    {"sophathanhgcn": "BA 012345", "ngaycapgcn": "31/12/2015", "sovaosogcn": "CS01234",
     "thuadat": [{"madvhc": "26734", "soto": 12, "sothua": 345, "dientich": 120.5}],
     "chusudung": [as above]}

    GET /datdai/chusudung?sodinhdanh=079…       or ?masodoanhnghiep=0312345678
    with &offset=0&limit=100 at most             what is not given
    {"tongso": 1, "thuadat": [as above, with sophathanhgcn if there is one]}

    absent, or an owner of nothing: HTTP 404 {"maloi": "KHONG_TIM_THAY", "thongbao": "…"}
    malformed: HTTP 400 {"maloi": "THAM_SO_SAI", "thongbao": "…"}
"""

import json
import re
from functools import cache
from pathlib import Path

from mock_registries import land_answers
from mock_registries.country import Country
from mock_registries.land_examples import examples
from mock_registries.land_keys import Keys
from mock_registries.pages import Page
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    is_front_page,
    parameters,
)

_COMMUNE = re.compile(r"[0-9]{5}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
# Six digits; eight on the forms issued since 2025, none of which exists in this country.
_SERIAL = re.compile(r"[A-Z]{2} (?:[0-9]{6}|[0-9]{8})", re.ASCII)
_IDENTITY = re.compile(r"[0-9]{12}", re.ASCII)
_TAX_CODE = re.compile(r"[0-9]{10}", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,6}", re.ASCII)
_MOST_LISTED = 100


class LandRegistry:
    """Answers with parcels, certificates and what an owner has."""

    name = "datdai"
    base = "/datdai"

    def __init__(self, country: Country) -> None:
        self._country = country
        self._land = country.land
        self._keys = Keys(country.land, country.as_of)
        self._paper = Stationery(country)
        self.page = Page(
            paper=self._paper,
            base=self.base,
            title="Cơ sở dữ liệu quốc gia về đất đai (giao diện giả định)",
            title_en="National land database (an assumed contract)",
            contract=f"{self.base}/openapi.json",
            examples=lambda: examples(country.land, self._keys, self.base),
        )
        self._services = {
            f"{self.base}/thuadat": self._parcel,
            f"{self.base}/giaychungnhan": self._certificate,
            f"{self.base}/chusudung": self._owner,
        }

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets a 4xx with maloi."""
        if is_front_page(request, self.base):
            return self.page.answer(request)
        if request.method != "GET":
            return self._error(405, "PHUONG_THUC_SAI", "Phương thức không được hỗ trợ")
        if request.path == self.page.contract:
            return self._paper.json(_contract())
        service = self._services.get(request.path)
        if service is None:
            return self._error(404, "KHONG_CO_DICH_VU", "Không có dịch vụ này")
        return service(parameters(request.query))

    def broken(self, _request: NativeRequest) -> NativeResponse:
        """Answer as a server that does not work."""
        return self._error(500, "LOI_HE_THONG", "Lỗi hệ thống")

    def _parcel(self, given: dict[str, str]) -> NativeResponse:
        commune = given.get("maxa", "")
        sheet, number = given.get("soto", ""), given.get("sothua", "")
        numbers = _NUMBER.fullmatch(sheet) and _NUMBER.fullmatch(number)
        if not _COMMUNE.fullmatch(commune) or not numbers:
            return self._malformed()
        index = self._keys.find(commune, int(sheet), int(number))
        if index is None:
            return self._absent()
        return self._paper.json(land_answers.parcel(self._land.parcel(index), self._keys))

    def _certificate(self, given: dict[str, str]) -> NativeResponse:
        serial = given.get("sophathanh", "")
        if not _SERIAL.fullmatch(serial):
            return self._malformed()
        certificate = self._land.certificate(serial)
        if certificate is None:
            return self._absent()
        parcels = [self._land.parcel(index) for index in certificate.parcels]
        return self._paper.json(land_answers.certificate(certificate, parcels, self._keys))

    def _owner(self, given: dict[str, str]) -> NativeResponse:
        held = self._held(given)
        offset, limit = given.get("offset", "0"), given.get("limit", f"{_MOST_LISTED}")
        if held is None or not (_COUNT.fullmatch(offset) and _COUNT.fullmatch(limit)):
            return self._malformed()
        if not 1 <= int(limit) <= _MOST_LISTED:
            return self._malformed()
        if not held:
            return self._absent()
        parcels = [self._land.parcel(one) for one in held[int(offset) :][: int(limit)]]
        return self._paper.json(land_answers.holding(len(held), parcels, self._keys))

    def _held(self, given: dict[str, str]) -> tuple[int, ...] | None:
        """Return what the owner holds who is asked for; None where that is not one owner."""
        match given.get("sodinhdanh"), given.get("masodoanhnghiep"):
            case (str() as identity, None) if _IDENTITY.fullmatch(identity):
                person = self._country.population.index_of(identity)
                return () if person is None else self._land.of_person(person)
            case (None, str() as code) if _TAX_CODE.fullmatch(code):
                enterprise = self._country.enterprises.index_of(code)
                return () if enterprise is None else self._land.of_enterprise(enterprise)
            case _:
                return None

    def _absent(self) -> NativeResponse:
        return self._error(404, "KHONG_TIM_THAY", "Không tìm thấy dữ liệu")

    def _malformed(self) -> NativeResponse:
        return self._error(400, "THAM_SO_SAI", "Tham số không hợp lệ")

    def _error(self, status: int, code: str, message: str) -> NativeResponse:
        return self._paper.json({"maloi": code, "thongbao": message}, status)


@cache
def _contract() -> object:
    return json.loads(Path(__file__).with_name("land_openapi.json").read_text(encoding="utf-8"))
