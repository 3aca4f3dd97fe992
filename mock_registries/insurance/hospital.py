"""The hospital gateway (cổng tiếp nhận dữ liệu, egw.baohiemxahoi.gov.vn): tokens and cards.

    POST /api/token/take   username=79001_BV&password=<md5, 32 hex digits>     or the same as JSON
    {"maKetQua": "200", "APIKey": {"access_token": "…", "id_token": "…", "token_type": "bearer",
        "username": "79001_BV", "expires_in": "2026-11-23T03:51:20.0000000Z"}}
    {"maKetQua": "401", "APIKey": null}

    POST /api/egw/KQNhanLichSuKCB2024?token=<access_token>&id_token=…&username=…&password=<md5>
        {"maThe": "DN4797912345678", "hoTen": "…", "ngaySinh": "31/01/1980",
         "hoTenCb": "Nguyễn Văn A", "cccdCb": "079…"}
    {"maKetQua": "000", "ghiChu": "…", "maThe": "…", "hoTen": "…", "ngaySinh": "31/01/1980",
     "gioiTinh": "Nam", "diaChi": "…", "maDKBD": "79012", "cqBHXH": "Bảo hiểm xã hội …",
     "gtTheTu": "01/01/2022", "gtTheDen": "31/12/2022", "maKV": "", "ngayDu5Nam": "01/01/2024",
     "maSoBHXH": "7912345678", "maTheCu": "", "maTheMoi": "", "gtTheTuMoi": "", "gtTheDenMoi": "",
     "maDKBDMoi": "", "tenDKBDMoi": "",
     "dsLichSuKCB2018": [{"maHoSo": "…", "maCSKCB": "79012", "tenCSKCB": "…",
        "ngayVao": "202210030915", "ngayRa": "202210031015", "tenBenh": "…", "tinhTrang": "1",
        "kqDieuTri": "1", "lyDoVV": "1"}], "dsLichSuKT2018": []}

maKetQua is one of cards.RESULTS, with HTTP 200; where there is no card to show there are only
maKetQua and ghiChu (assumed). maThe may also be the ten digits of the insurance number or the
twelve of the identity number, which the warehouse knows of those who are matched. ngaySinh may be a
year. An exchanged card (003, 004) shows its old validity and the new card in the fields with Moi;
a card that replaced another names that one in maTheCu. hoTenCb and cccdCb are the officer who asks:
here anybody of the population may be, under the right name.

Operations, fields and codes are those that hospital software has in its source code. Assumed: HTTP
200 for every result, that the tokens last an hour, "bearer", the words of cqBHXH.
The real gateway knows its accounts; this one takes any name of printable ASCII, with any password
that looks like MD5. Client code reports that the real one has left dsLichSuKCB2018 null since 2025.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from mock_registries.country import Country, households, names, places
from mock_registries.country.treatments import Visit
from mock_registries.insurance import answers, cards
from mock_registries.insurance.cards import Checked, Found
from mock_registries.insurance.tokens import Session, Tokens
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    json_object,
    parameters,
    write_day,
)

TOKEN_PATH: Final = "/api/token/take"  # noqa: S105 - a path
HISTORY_PATH: Final = "/api/egw/KQNhanLichSuKCB2024"
_BASES: Final = ("/api/token", "/api/egw")
_USERNAME = re.compile(r"[!-~]{1,64}", re.ASCII)
_MD5 = re.compile(r"[0-9A-Fa-f]{32}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)
_IDENTITY = re.compile(r"[0-9]{12}", re.ASCII)

Fields = dict[str, str]


class HospitalGateway:
    """Gives tokens, and tells hospitals whose card it is and where the holder was treated."""

    paths = (TOKEN_PATH, HISTORY_PATH)

    def __init__(self, country: Country, paper: Stationery, clock: Callable[[], float]) -> None:
        self._country = country
        self._paper = paper
        self._tokens = Tokens(country.seed, clock)

    def serves(self, path: str) -> bool:
        """Say whether a path is one of the gateway's, existing or not."""
        return any(path == base or path.startswith(f"{base}/") for base in _BASES)

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets a maKetQua."""
        if request.path not in self.paths:
            return self._result("101", 404)
        if request.method != "POST":
            return self._result("205", 405)
        if request.path == TOKEN_PATH:
            return self._take_token(_fields(request.body))
        return self._check(parameters(request.query), _fields(request.body))

    def open_session(self, username: str) -> Session:
        """Give an account the tokens for an hour, as the token service does."""
        return self._tokens.issue(username)

    def broken(self) -> NativeResponse:
        """Answer as a server that does not work."""
        return self._result("101", 500)

    def _take_token(self, given: Fields) -> NativeResponse:
        # ASP.NET, which the real one is built on, does not care about the case of a name.
        lowered = {name.lower(): text for name, text in given.items()}
        username = lowered.get("username", "")
        if not _USERNAME.fullmatch(username) or not _MD5.fullmatch(lowered.get("password", "")):
            return self._paper.json({"maKetQua": "401", "APIKey": None})
        session = self.open_session(username)
        expires = datetime.fromtimestamp(session.expires, UTC)
        key = {
            "access_token": session.access_token,
            "id_token": session.id_token,
            "token_type": "bearer",
            "username": username,
            "expires_in": f"{expires:%Y-%m-%dT%H:%M:%S}.0000000Z",
        }
        return self._paper.json({"maKetQua": "200", "APIKey": key})

    def _check(self, account: Fields, given: Fields) -> NativeResponse:
        if not self._authentic(account):
            return self._result("401")
        officer = self._officer(given)
        if officer:
            return self._result(officer)
        code = self._card_code(given.get("maThe", ""))
        if code is None:
            return self._result("050")
        name, born = given.get("hoTen", ""), given.get("ngaySinh", "")
        checked = cards.check(self._country, code, name, born)
        if checked.found is None:
            return self._result(checked.result)
        return self._paper.json(self._card(checked, checked.found))

    def _authentic(self, account: Fields) -> bool:
        tokens = account.get("token", ""), account.get("id_token", "")
        known = _MD5.fullmatch(account.get("password", "")) is not None
        return known and self._tokens.accepts(account.get("username", ""), *tokens)

    def _officer(self, given: Fields) -> str:
        """Return the result for an officer who may not ask, or nothing."""
        identity, name = given.get("cccdCb", ""), names.folded(given.get("hoTenCb", ""))
        if not _IDENTITY.fullmatch(identity) or not name:
            return "205"
        person = self._country.population.by_identity(identity)
        if person is None:
            return "054"
        return "" if names.folded(person.name) == name else "055"

    def _card_code(self, text: str) -> str | None:
        """Return the code of the card that is meant, None for the number of nobody with a card."""
        insurance = self._country.insurance
        if _NUMBER.fullmatch(text):
            index = insurance.index_of(text)
        elif _IDENTITY.fullmatch(text):
            index = self._country.population.index_of(text)
            if index is not None and not self._knows(index, text):
                index = None
        else:
            return text
        card = None if index is None else insurance.card(index)
        return card.code if card else None

    def _knows(self, index: int, identity: str) -> bool:
        """Say whether the warehouse has somebody's identity number."""
        insurance = self._country.insurance
        return insurance.insured(index) and insurance.record(index).identity == identity

    def _card(self, checked: Checked, found: Found) -> dict[str, object]:
        card, former = found.card, found.former
        record = card.holder
        exchanged = checked.exchanged
        shown = exchanged or card
        country = self._country
        home = households.home(country.population, record.index)
        province = places.current(home.commune, country.as_of).province
        return {
            "maKetQua": checked.result,
            "ghiChu": cards.RESULTS[checked.result],
            "maThe": shown.code,
            "hoTen": record.name,
            "ngaySinh": answers.birth(record),
            "gioiTinh": answers.sex(record),
            "diaChi": answers.address_text(home, country.as_of),
            "maDKBD": card.hospital_code,
            "cqBHXH": f"Bảo hiểm xã hội {province[0].lower()}{province[1:]}",
            "gtTheTu": write_day(shown.valid_from),
            "gtTheDen": write_day(shown.valid_until),
            "maKV": "",
            "ngayDu5Nam": write_day(card.five_years),
            "maSoBHXH": record.number,
            "maTheCu": former.code if former and not exchanged else "",
            "maTheMoi": card.code if exchanged else "",
            "gtTheTuMoi": write_day(card.valid_from) if exchanged else "",
            "gtTheDenMoi": write_day(card.valid_until) if exchanged else "",
            "maDKBDMoi": card.hospital_code if exchanged else "",
            "tenDKBDMoi": card.hospital if exchanged else "",
            "dsLichSuKCB2018": [_visit(one) for one in country.insurance.visits(record.index)],
            "dsLichSuKT2018": [],
        }

    def _result(self, code: str, status: int = 200) -> NativeResponse:
        return self._paper.json({"maKetQua": code, "ghiChu": cards.RESULTS[code]}, status)


def _fields(body: bytes) -> Fields:
    """Read the texts of a JSON object or, as older clients send them, of a form."""
    if body.lstrip()[:1] == b"{":
        found = json_object(body)
        return {name: text for name, text in found.items() if isinstance(text, str)}
    return parameters(body.decode("utf-8", "replace"))


def _visit(visit: Visit) -> dict[str, object]:
    return {
        "maHoSo": visit.record,
        "maCSKCB": visit.hospital.code,
        "tenCSKCB": visit.hospital.name,
        "ngayVao": f"{visit.admitted:%Y%m%d%H%M}",
        "ngayRa": f"{visit.discharged:%Y%m%d%H%M}",
        "tenBenh": f"{visit.disease} ({visit.diagnosis})",
        "tinhTrang": visit.state,
        "kqDieuTri": visit.result,
        "lyDoVV": visit.reason,
    }
