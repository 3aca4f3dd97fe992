"""The business registry's services: what is asked, which record answers, what is refused."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from mock_registries.business import answers
from mock_registries.business.examples import examples
from mock_registries.country import Country
from mock_registries.country.dossiers import MAX_DAYS, Dossier
from mock_registries.country.workdays import last_workday
from mock_registries.pages import Page
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    is_front_page,
    parameters,
    read_day,
)

_CODE = re.compile(r"([0-9]{10})(?:-([0-9]{3}))?", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,7}", re.ASCII)
_MINUTE = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_JOURNAL_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
_MOST = 100
_DONE = "Thành công"
_NOT_FOUND = "Không tìm thấy dữ liệu"

_Service = Callable[[dict[str, str]], NativeResponse]
_Write = Callable[[Dossier, str, str], dict[str, object]]


class BusinessRegistry:
    """Answers with an enterprise's details, with lists of dossiers and with a dossier's state."""

    name = "dkdn"
    base = "/apiCSDLDKDN"

    def __init__(self, country: Country) -> None:
        self._country = country
        self._paper = Stationery(country)
        self.page = Page(
            paper=self._paper,
            base=self.base,
            title="Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp",
            title_en="National business registration database",
            contract=f"{self.base}/openapi.json",
            examples=lambda: examples(country, f"{self.base}/1.0"),
        )
        self._services: dict[str, _Service] = {
            f"{self.base}/1.0/chiTietDoanhNghiep": self._details,
            f"{self.base}/1.0/danhSachHoSo": self._received,
            f"{self.base}/1.0/danhSachHoSoTrongNgay": self._processed_today,
            f"{self.base}/1.0/tinhTrangHoSo": self._state,
        }

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets Status 0."""
        if is_front_page(request, self.base):
            return self.page.answer(request)
        if request.method != "GET":
            return self._refuse("Phương thức không được hỗ trợ", 405)
        if request.path == self.page.contract:
            return self._paper.write(200, "application/json; charset=utf-8", _contract())
        service = self._services.get(request.path)
        if service is None:
            return self._refuse("Không có dịch vụ này", 404)
        return service(parameters(request.query))

    def broken(self, _request: NativeRequest) -> NativeResponse:
        """Answer as a server that does not work."""
        return self._refuse("Lỗi hệ thống", 500)

    def _details(self, given: dict[str, str]) -> NativeResponse:
        match = _CODE.fullmatch(given.get("msdn", ""))
        if match is None:
            return self._refuse("Mã số doanh nghiệp không hợp lệ")
        enterprises = self._country.enterprises
        index = enterprises.index_of(match[1])
        if index is None:
            return self._absent()
        if match[2] is None:
            found = enterprises.enterprise(index)
        elif 1 <= int(match[2]) <= enterprises.branches(index):
            found = enterprises.branch(index, int(match[2]))
        else:
            return self._absent()
        return self._reply(answers.enterprise_details(found, index, self._country.as_of), 1, _DONE)

    def _received(self, given: dict[str, str]) -> NativeResponse:
        first, last = read_day(given.get("from_date", "")), read_day(given.get("to_date", ""))
        if first is None or last is None or not 0 <= (last - first).days < MAX_DAYS:
            return self._refuse(f"Khoảng thời gian không hợp lệ (tối đa {MAX_DAYS} ngày)")
        page = _page(given)
        if page is None:
            return self._refuse("offset hoặc limit không hợp lệ")
        dossiers = self._country.dossiers
        found = dossiers.page(first, last, *page)
        return self._list(found, dossiers.count(first, last), answers.received_dossier)

    def _processed_today(self, given: dict[str, str]) -> NativeResponse:
        first, last = _minute(given.get("from_ts", "")), _minute(given.get("to_ts", ""))
        if first is None or last is None or first > last:
            return self._refuse("Khoảng thời gian không hợp lệ")
        page = _page(given)
        if page is None:
            return self._refuse("offset hoặc limit không hợp lệ")
        dossiers, today = self._country.dossiers, last_workday(self._country.as_of)
        found = dossiers.page_within(today, first, last + 1, *page)
        total = dossiers.count_within(today, first, last + 1)
        return self._list(found, total, answers.processed_dossier)

    def _state(self, given: dict[str, str]) -> NativeResponse:
        number = given.get("in_journal_no", "")
        if not _JOURNAL_NUMBER.fullmatch(number):
            return self._refuse("Mã số biên nhận không hợp lệ")
        dossier = self._country.dossiers.find(number.zfill(12))
        if dossier is None:
            return self._absent()
        enterprise = self._country.enterprises.enterprise(dossier.enterprise)
        return self._reply(
            answers.dossier_state(dossier, enterprise, self._country.as_of), 1, _DONE
        )

    def _list(self, found: list[Dossier], total: int, write: _Write) -> NativeResponse:
        enterprises = self._country.enterprises
        listed = [
            write(one, enterprises.code(one.enterprise), enterprises.name(one.enterprise))
            for one in found
        ]
        return self._reply(listed, total, _DONE if total else _NOT_FOUND)

    def _absent(self) -> NativeResponse:
        return self._reply(None, 0, _NOT_FOUND)

    def _reply(self, data: object, count: int, message: str) -> NativeResponse:
        return self._paper.json({"Data": data, "DataCount": count, "Status": 1, "Message": message})

    def _refuse(self, message: str, status: int = 200) -> NativeResponse:
        envelope = {"Data": None, "DataCount": 0, "Status": 0, "Message": message}
        return self._paper.json(envelope, status)


@cache
def _contract() -> bytes:
    return Path(__file__).parent.with_name("business_openapi.json").read_bytes()


def _page(given: dict[str, str]) -> tuple[int, int] | None:
    """Read offset and limit, None if one of them is malformed or too large."""
    offset, limit = given.get("offset", ""), given.get("limit", "")
    if not (_NUMBER.fullmatch(offset) and _NUMBER.fullmatch(limit)):
        return None
    return (int(offset), int(limit)) if 1 <= int(limit) <= _MOST else None


def _minute(text: str) -> int | None:
    """Read HH:mm as the minute of the day, None for anything else."""
    match = _MINUTE.fullmatch(text)
    return int(match[1]) * 60 + int(match[2]) if match else None
