"""A client with an lgspaccesstoken, unchanged, gets the registries' own answers; an officer where it is people."""

import base64
import json
import sqlite3
from contextlib import closing
from xml.etree.ElementTree import fromstring

import pytest
import requests

from gateway.edge.lgsp.credentials import auth_hash
from ndxp.registries import Registries
from tests.gateway.edge.apis.calling import DETAILS, MovedClock
from tests.gateway.edge.apis.conftest import LIFETIME_S, Apis
from tests.gateway.edge.apis.lgsp_calling import GOOD, OFFICERS, LgspClient, header, issued
from tests.gateway.edge.c06.calling import LEADING, LOOKUP, envelope, person
from tests.platform.speaking import grant

UNAUTHENTICATED, FORBIDDEN = "Sai thông tin xác thực", "Tài khoản không có quyền truy cập API"


@pytest.fixture(scope="module")
def port(apis: Apis) -> int:
    grant(apis.folder, issued(GOOD))
    return apis.ports["lgsp"]


@pytest.fixture
def client(port: int) -> LgspClient:
    return LgspClient(port)


@pytest.fixture(scope="module")
def sample(registries: Registries) -> dict[str, object]:
    return registries.sample("dancu", 1, 1, LOOKUP)[0]


@pytest.fixture(scope="module")
def soap(sample: dict[str, object]) -> bytes:
    return envelope((*LEADING, *person(sample)))


def asking_people(client: LgspClient, soap: bytes, officer: str | None) -> requests.Response:
    headers = {"Content-Type": "text/xml"} | ({} if officer is None else {"AuthHash": officer})
    return client.ask("POST", "/dancu", data=soap, headers=headers)


def refused(answer: requests.Response) -> tuple[int, str]:
    """Number and meaning, which the HTTP status repeats; and an id is there."""
    body = answer.json()
    assert list(body) == ["Error_Number", "Error_Message", "Description", "CorrelationId"]
    assert (body["Error_Number"], body["CorrelationId"]) == (
        answer.status_code,
        answer.headers["X-Road-Request-Id"],
    )
    return body["Error_Number"], body["Error_Message"]


def test_the_client_reads_what_the_registry_says(client: LgspClient, code: str) -> None:
    answers = [client.ask("GET", DETAILS, params={"msdn": code}) for _ in range(3)]

    for answer in answers:
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert answer.json()["Data"]["MainInformation"]["ENTERPRISE_GDT_CODE"] == code
    assert client.token_calls == 1


def test_the_client_outlives_its_token(client: LgspClient, code: str, clock: MovedClock) -> None:
    assert client.ask("GET", DETAILS, params={"msdn": code}).ok

    clock.ahead_ms = (LIFETIME_S + 1) * 1000

    assert client.ask("GET", DETAILS, params={"msdn": code}).json()["Status"] == 1
    assert client.token_calls == 2


def test_people_are_looked_up_in_soap_in_an_officers_name(
    client: LgspClient, soap: bytes, sample: dict[str, object], apis: Apis
) -> None:
    for name, password in OFFICERS.items():
        answer = asking_people(client, soap, auth_hash(name, password))

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        numbers = fromstring(answer.content).iterfind(  # noqa: S314  # our own
            ".//{http://www.mic.gov.vn/dancu/1.0}CongDan/{*}SoDinhDanh"
        )
        assert [each.text for each in numbers] == [sample["SoDinhDanh"]]
    assert len(user_references(apis)) == len(OFFICERS)


def user_references(apis: Apis) -> set[str]:
    """Under which references the log knows officers: never by name."""
    with closing(sqlite3.connect(apis.folder / "log.db")) as log:
        rows = log.execute("SELECT jws FROM entries WHERE kind = 'request'").fetchall()
    payloads = [json.loads(_decoded(jws.split(".")[1])) for (jws,) in rows]
    return {payload["userRef"] for payload in payloads if payload.get("userRef")}


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_people_may_be_asked_for_in_the_canonical_form(
    client: LgspClient, sample: dict[str, object]
) -> None:
    officer = {"AuthHash": auth_hash("cb01", "mk 1")}

    answer = client.ask("POST", f"/dancu/1.0/{LOOKUP}", json=sample, headers=officer)

    assert answer.json()["CongDan"]["SoDinhDanh"] == sample["SoDinhDanh"]


@pytest.mark.parametrize(
    "officer",
    [
        None,
        "",
        "!",
        auth_hash("cb01", "falsch"),
        auth_hash("cb09", "mk 1"),
        auth_hash("cb01", ""),
        base64.b64encode(b"cb01").decode(),
        base64.b64encode(b"\xff:\xff").decode(),
    ],
)
def test_an_officer_who_is_not_mapped_is_refused(
    client: LgspClient, soap: bytes, officer: str | None
) -> None:
    assert refused(asking_people(client, soap, officer)) == (403, FORBIDDEN)
    assert client.token_calls == 1


def test_who_asks_about_enterprises_needs_no_officer(client: LgspClient, code: str) -> None:
    strange = {"AuthHash": auth_hash("cb09", "x")}

    assert client.ask("GET", DETAILS, params={"msdn": code}, headers=strange).ok


def test_an_envelope_in_the_wrong_order_is_a_soap_fault(
    client: LgspClient, sample: dict[str, object]
) -> None:
    wrong = envelope((*LEADING, *person(sample)[::-1]))

    answer = asking_people(client, wrong, auth_hash("cb01", "mk 1"))

    assert answer.status_code == 500
    assert b"<faultcode>soapenv:Client</faultcode>" in answer.content
    assert b"expected SoDinhDanh or SoCMND" in answer.content


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "!",
        base64.b64encode(b"\xff").decode(),
        header([]),
        header({**GOOD, "SecretKey": "falsch"}),
        header({**GOOD, "AccessKey": "nobody"}),
        header({**GOOD, "AppName": "x"}),
        header({**GOOD, "PartnerCodeCus": "x"}),
        header({**GOOD, "PartnerCode": None}),
        header({name: text for name, text in GOOD.items() if name != "PartnerCode"}),
    ],
)
def test_a_wrong_header_gets_no_token_and_makes_no_call(
    client: LgspClient, code: str, value: str | None
) -> None:
    client.renew()
    client.headers = {} if value is None else {"lgspaccesstoken": value}
    form = {"grant_type": "client_credentials"}

    no_token = client.send("POST", "/token", data=form)
    no_call = client.send("GET", DETAILS, params={"msdn": code})

    assert refused(no_token) == refused(no_call) == (401, UNAUTHENTICATED)


def test_the_token_of_another_account_is_refused(port: int, apis: Apis, code: str) -> None:
    theirs = {**GOOD, "AccessKey": "other"}
    grant(apis.folder, issued(theirs))
    ours, other = LgspClient(port), LgspClient(port, theirs)
    ours.renew()
    other.token = ours.token

    answer = other.send("GET", DETAILS, params={"msdn": code})

    assert refused(answer) == (401, UNAUTHENTICATED)


def test_the_header_alone_is_not_enough(client: LgspClient, code: str) -> None:
    answer = client.send("GET", DETAILS, params={"msdn": code}, headers={"Authorization": "x"})

    assert refused(answer) == (401, UNAUTHENTICATED)


def test_a_quota_has_its_own_number(port: int, apis: Apis, code: str) -> None:
    small = {**GOOD, "AccessKey": "small"}
    grant(apis.folder, issued(small, per_minute=1))
    client = LgspClient(port, small)

    answers = [client.ask("GET", DETAILS, params={"msdn": code}) for _ in range(3)]

    throttled = next(each for each in answers if not each.ok)  # a minute may begin in between
    assert refused(throttled) == (429, "Vượt quá số lượng request cho phép")
    assert 1 <= int(throttled.headers["Retry-After"]) <= 60


def test_other_failures_say_in_vietnamese_what_to_do(client: LgspClient) -> None:
    answer = client.ask("GET", "/nobody/1.0/x")

    assert refused(answer)[0] == 404
    assert answer.json()["Error_Message"].startswith("Không có dịch vụ này")
    assert answer.json()["Description"].startswith("No such service")


@pytest.mark.parametrize("form", [{}, {"grant_type": "password"}])
def test_a_token_is_asked_for_in_one_way(client: LgspClient, form: dict[str, str]) -> None:
    answer = client.send("POST", "/token", data=form)

    assert refused(answer)[0] == 400
