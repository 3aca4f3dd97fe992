"""The insurer's services under /apiBHXH; what is not theirs goes to the hospital gateway."""

import re
import time
from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from pathlib import Path

from mock_registries.country import Country
from mock_registries.country.mismatches import Insured
from mock_registries.insurance import answers, cards, criteria
from mock_registries.insurance.examples import ACCOUNT, examples
from mock_registries.insurance.hospital import HospitalGateway
from mock_registries.pages import Page
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    is_front_page,
    json_object,
)

_HOUSEHOLD = "getTraCuuTtHgdByMaSoBhxh"
_NUMBERS = "getMaSoBhxhTheoTieuChi"
_HOUSEHOLDS = "getTraCuuThongTinHgd"
_CARD = "kiemTraTheBhyt"
_DATA = {_HOUSEHOLD: "dataThongTinHgd", _NUMBERS: "dataThongTin", _HOUSEHOLDS: "dataThongTinHgd"}
_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)
_MOST_FOUND = 100


class InsuranceRegistry:
    """Answers with households, insurance numbers and the state of health-insurance cards.

    `clock` gives the seconds since 1970 by which the hospital gateway's tokens run out.
    """

    name = "bhxh"
    base = "/apiBHXH"

    def __init__(self, country: Country, clock: Callable[[], float] = time.time) -> None:
        self._country = country
        self._paper = Stationery(country)
        self._hospital = HospitalGateway(country, self._paper, clock)
        self.page = Page(
            paper=self._paper,
            base=self.base,
            title="Bảo hiểm xã hội Việt Nam",
            title_en="Social insurance, and the hospital gateway",
            contract=f"{self.base}/openapi.json",
            examples=lambda: examples(country, self.base, self._hospital.open_session(ACCOUNT)),
        )
        self._services = {
            f"{self.base}/{_HOUSEHOLD}": self._household,
            f"{self.base}/{_NUMBERS}": self._numbers,
            f"{self.base}/{_HOUSEHOLDS}": self._households,
            f"{self.base}/{_CARD}": self._check_card,
        }

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets an error code."""
        if self._hospital.serves(request.path):
            return self._hospital.answer(request)
        if is_front_page(request, self.base):
            return self.page.answer(request)
        if request.path == self.page.contract and request.method == "GET":
            return self._paper.write(200, "application/json; charset=utf-8", _contract())
        service = self._services.get(request.path)
        if service is None:
            return self._error(404, "SERVICE_NOT_FOUND")
        if request.method != "POST":
            return self._error(405, "METHOD_NOT_ALLOWED")
        body = json_object(request.body)
        return service({name: text for name, text in body.items() if isinstance(text, str)})

    def broken(self, request: NativeRequest) -> NativeResponse:
        """Answer as a server that does not work."""
        if self._hospital.serves(request.path):
            return self._hospital.broken()
        return self._error(500, "SYSTEM_ERROR")

    def _household(self, given: dict[str, str]) -> NativeResponse:
        number = given.get("maSoBhxh", "")
        if not _NUMBER.fullmatch(number):
            return self._refused(_HOUSEHOLD)
        index = self._country.insurance.index_of(number)
        found = None if index is None else answers.household(self._country, index)
        return self._wrapped(_HOUSEHOLD, found)

    def _numbers(self, given: dict[str, str]) -> NativeResponse:
        wanted = criteria.read_number_criteria(given)
        if wanted is None:
            return self._refused(_NUMBERS)
        people = criteria.search(self._country, wanted)
        return self._list(_NUMBERS, people, answers.number_record)

    def _households(self, given: dict[str, str]) -> NativeResponse:
        wanted = criteria.read_household_criteria(given)
        if wanted is None:
            return self._refused(_HOUSEHOLDS)
        everybody = criteria.search(self._country, wanted)
        people = (one for one in everybody if criteria.holds(self._country, one, given))
        return self._list(_HOUSEHOLDS, people, answers.household_record)

    def _list(
        self,
        service: str,
        people: Iterable[Insured],
        write: Callable[[Country, Insured], answers.Answer],
    ) -> NativeResponse:
        """Write people as a list; a single one without it, as services generated from XML do."""
        found = [write(self._country, one) for one in islice(people, _MOST_FOUND)]
        return self._wrapped(service, found[0] if len(found) == 1 else found or None)

    def _check_card(self, given: dict[str, str]) -> NativeResponse:
        code = given.get("maThe", "")
        name, born = given.get("hoTen", ""), given.get("ngaySinh", "")
        checked = cards.check(self._country, code, name, born)
        result = {"maKetQua": checked.result, "ghiChu": cards.RESULTS[checked.result]}
        return self._paper.json({**result, **answers.checked_card(checked, code)})

    def _wrapped(self, service: str, data: object) -> NativeResponse:
        error = "DATA_NOT_FOUND" if data is None else ""
        return self._envelope(service, data, error, successful=True)

    def _refused(self, service: str) -> NativeResponse:
        return self._envelope(service, None, "INVALID_PARAM", successful=False)

    def _envelope(
        self, service: str, data: object, error: str, *, successful: bool
    ) -> NativeResponse:
        answer = {"successful": successful, _DATA[service]: data, "errorCode": error}
        return self._paper.json({f"TST_G{service[1:]}Response": answer})

    def _error(self, status: int, code: str) -> NativeResponse:
        return self._paper.json({"successful": False, "errorCode": code}, status)


@cache
def _contract() -> bytes:
    return Path(__file__).parent.with_name("insurance_openapi.json").read_bytes()
