"""The business registry's lists of dossiers, and the state of one."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries.business import BusinessRegistry
from mock_registries.country import Country
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest
from tests.mock_registries.contracts import Contract

Get = Callable[..., tuple[int, Any]]
BASE = "/apiCSDLDKDN/1.0"
DETAILS, STATE = f"{BASE}/chiTietDoanhNghiep", f"{BASE}/tinhTrangHoSo"
RECEIVED, TODAY = f"{BASE}/danhSachHoSo", f"{BASE}/danhSachHoSoTrongNgay"
TUESDAY = date(2023, 1, 3)
reading_registries = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def contract(registries: Mapping[str, Registry]) -> Contract:
    return Contract(registries["dkdn"])


@pytest.fixture(scope="module")
def on_a_tuesday() -> Get:
    """Ask the registry of a day that is a working day; 31 December 2022 is a Saturday."""
    registry = BusinessRegistry(Country(as_of=TUESDAY))

    def ask(path: str, **parameters: object) -> tuple[int, Any]:
        query = urlencode(parameters)
        reply = registry.answer(NativeRequest(method="GET", path=path, query=query))
        return reply.status, json.loads(reply.body)

    return ask


def test_dossiers_of_a_period_are_paged(get: Get) -> None:
    period = {"from_date": "26/12/2022", "to_date": "30/12/2022"}

    _, whole = get("dkdn", RECEIVED, **period, offset=0, limit=100)
    _, page = get("dkdn", RECEIVED, **period, offset=2, limit=2)

    assert whole["DataCount"] == page["DataCount"] > len(whole["Data"]) == 100
    assert page["Data"] == whole["Data"][2:4]


def test_the_pages_of_a_period_end_with_its_last_dossier(get: Get) -> None:
    period = {"from_date": "30/12/2022", "to_date": "30/12/2022"}
    _, first = get("dkdn", RECEIVED, **period, offset=0, limit=1)
    total = first["DataCount"]

    _, last = get("dkdn", RECEIVED, **period, offset=total - 1, limit=100)
    _, behind = get("dkdn", RECEIVED, **period, offset=total, limit=100)

    assert len(last["Data"]) == 1
    assert (behind["Status"], behind["DataCount"], behind["Data"]) == (1, total, [])


def test_a_sunday_has_no_dossiers(get: Get) -> None:
    period = {"from_date": "25/12/2022", "to_date": "25/12/2022"}

    _, answer = get("dkdn", RECEIVED, **period, offset=0, limit=10)

    assert (answer["Status"], answer["DataCount"], answer["Data"]) == (1, 0, [])


def test_an_answer_is_promised_within_three_working_days(get: Get) -> None:
    promised = {}
    for day in range(26, 31):
        period = {"from_date": f"{day}/12/2022", "to_date": f"{day}/12/2022"}
        _, answer = get("dkdn", RECEIVED, **period, offset=0, limit=1)
        promised[day] = answer["Data"][0]["PLAN_DATE"]

    assert promised == {
        26: "29/12/2022",
        27: "30/12/2022",
        28: "02/01/2023",
        29: "03/01/2023",
        30: "04/01/2023",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_date": "31/12/2022"},
        {"to_date": "25/12/2022"},
        {"from_date": "2022-12-26"},
        {"from_date": "31/02/2022"},
        {"limit": "101"},
        {"limit": "0"},
        {"offset": "-1"},
        {"offset": "01"},
        {"offset": "9" * 400},
    ],
)
def test_a_malformed_period_or_page_is_refused(get: Get, wrong: dict[str, str]) -> None:
    right = {"from_date": "26/12/2022", "to_date": "30/12/2022", "offset": "0", "limit": "10"}

    status, answer = get("dkdn", RECEIVED, **{**right, **wrong})

    assert (status, answer["Status"], answer["Data"]) == (200, 0, None)


def test_the_ends_of_the_calendar_are_no_trouble(get: Get) -> None:
    for day in ("01/01/0001", "31/12/9999"):
        _, answer = get("dkdn", RECEIVED, from_date=day, to_date=day, offset=0, limit=10)

        assert answer["DataCount"] == 0


def test_the_day_falls_into_its_minutes(on_a_tuesday: Get) -> None:
    page = {"offset": 0, "limit": 1}
    day = {"from_date": "03/01/2023", "to_date": "03/01/2023"}

    _, morning = on_a_tuesday(TODAY, from_ts="00:00", to_ts="11:59", **page)
    _, afternoon = on_a_tuesday(TODAY, from_ts="12:00", to_ts="23:59", **page)
    _, whole = on_a_tuesday(RECEIVED, **day, **page)

    assert morning["DataCount"] > 0 < afternoon["DataCount"]
    assert morning["DataCount"] + afternoon["DataCount"] == whole["DataCount"]
    assert morning["Data"][0]["IN_JOURNAL_NO"] == whole["Data"][0]["IN_JOURNAL_NO"]
    assert morning["Data"][0]["PROCESSED_DATE"] == "03/01/2023"


def test_todays_dossiers_are_paged(on_a_tuesday: Get) -> None:
    minutes = {"from_ts": "09:00", "to_ts": "09:30"}

    _, whole = on_a_tuesday(TODAY, **minutes, offset=0, limit=100)
    _, page = on_a_tuesday(TODAY, **minutes, offset=3, limit=2)

    assert page["Data"] == whole["Data"][3:5]
    assert len(page["Data"]) == 2


def test_on_a_saturday_the_day_is_the_friday_before(get: Get) -> None:
    _, today = get("dkdn", TODAY, from_ts="00:00", to_ts="23:59", offset=0, limit=1)
    friday = {"from_date": "30/12/2022", "to_date": "30/12/2022"}
    _, received = get("dkdn", RECEIVED, **friday, offset=0, limit=1)

    assert today["DataCount"] == received["DataCount"] > 0
    assert today["Data"][0]["IN_JOURNAL_NO"] == received["Data"][0]["IN_JOURNAL_NO"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_ts": "10:01"},
        {"from_ts": "8:00"},
        {"to_ts": "24:00"},
        {"to_ts": "10:60"},
        {"to_ts": ""},
        {"limit": "101"},
        {"offset": "a"},
    ],
)
def test_malformed_minutes_are_refused(get: Get, wrong: dict[str, str]) -> None:
    right = {"from_ts": "08:00", "to_ts": "10:00", "offset": "0", "limit": "10"}

    status, answer = get("dkdn", TODAY, **{**right, **wrong})

    assert (status, answer["Status"], answer["Data"]) == (200, 0, None)


def test_every_listed_dossier_has_a_state_that_agrees_with_the_list(get: Get) -> None:
    period = {"from_date": "26/12/2022", "to_date": "30/12/2022"}
    _, listed = get("dkdn", RECEIVED, **period, offset=0, limit=30)

    for dossier in listed["Data"]:
        _, answer = get("dkdn", STATE, in_journal_no=dossier["IN_JOURNAL_NO"])

        state = answer["Data"]["MainInformation"]
        assert dossier.items() <= state.items()
        granted = dossier["PROCESS_STATUS"] == "Đã cấp"
        assert (state["REGISTRATION_DATE"] is not None) == granted


def test_whoever_files_a_dossier_represents_the_enterprise(get: Get) -> None:
    _, listed = get(
        "dkdn", RECEIVED, from_date="30/12/2022", to_date="30/12/2022", offset=0, limit=1
    )
    dossier = listed["Data"][0]

    _, answer = get("dkdn", STATE, in_journal_no=dossier["IN_JOURNAL_NO"])
    _, details = get("dkdn", DETAILS, msdn=dossier["ENTERPRISE_GDT_CODE"])

    name = answer["Data"]["MainInformation"]["CONTACT_FULL_NAME"]
    assert details["Data"]["MainInformation"]["LEGAL_NAMES"].split("; ")[0] == name


@pytest.mark.parametrize("number", ["221231000001", "221230999999", "229930000001", "0", "1"])
def test_a_number_without_dossier_is_not_found(get: Get, number: str) -> None:
    _, answer = get("dkdn", STATE, in_journal_no=number)

    assert (answer["Status"], answer["DataCount"], answer["Data"]) == (1, 0, None)


@pytest.mark.parametrize("number", ["", "abc", "-1", "1" * 13, "٠" * 12])
def test_a_malformed_journal_number_is_refused(get: Get, number: str) -> None:
    _, answer = get("dkdn", STATE, in_journal_no=number)

    assert (answer["Status"], answer["Data"]) == (0, None)


@reading_registries
@given(st.dates(date(2010, 7, 1), date(2022, 12, 27)), st.integers(0, 5000))
def test_lists_and_states_are_as_the_contract_says(
    get: Get, contract: Contract, day: date, offset: int
) -> None:
    period = {"from_date": f"{day:%d/%m/%Y}", "to_date": f"{day:%d/%m/%Y}"}

    status, listed = get("dkdn", RECEIVED, **period, offset=offset, limit=5)

    contract.check(RECEIVED, status, listed)
    for dossier in listed["Data"][:1]:
        contract.check(STATE, *get("dkdn", STATE, in_journal_no=dossier["IN_JOURNAL_NO"]))


def test_lists_of_today_are_as_the_contract_says(on_a_tuesday: Get, contract: Contract) -> None:
    answer = on_a_tuesday(TODAY, from_ts="08:00", to_ts="17:00", offset=0, limit=100)

    assert answer[1]["Data"]
    contract.check(TODAY, *answer)
