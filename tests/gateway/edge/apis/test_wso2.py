"""A client that was written for WSO2's gateway, unchanged, gets the registries' own answers."""

import json
import uuid
from dataclasses import replace

import pytest
import requests

from ndxp.registries import Registries
from tests.gateway.edge.apis.calling import CLIENT, DETAILS, PATIENCE_S, Wso2Client, logged, native
from tests.gateway.edge.apis.conftest import Apis
from tests.gateway.edge.c06.calling import LEADING, envelope, person
from tests.platform.speaking import account, grant

JSON = "application/json; charset=utf-8"
OPERATIONS = [
    ("dkdn", "chiTietDoanhNghiep"),
    ("dkdn", "danhSachHoSo"),
    ("bhxh", "getTraCuuTtHgdByMaSoBhxh"),
    ("bhxh", "kiemTraTheBhyt"),
    ("datdai", "traCuuThuaDat"),
    ("datdai", "traCuuGiayChungNhan"),
]


@pytest.mark.parametrize(("registry", "service"), OPERATIONS)
def test_the_client_reads_what_the_registry_says(
    client: Wso2Client, registries: Registries, apis: Apis, registry: str, service: str
) -> None:
    asked = [*registries.sample(registry, 2, 3, service), registries.unknown(service)]
    calls = [native(service, each) for each in asked]

    answers = [
        client.post(each.path, each.json) if each.json else client.get(each.path, **each.params)
        for each in calls
    ]

    missing = 404 if registry == "datdai" else 200
    assert [each.status_code for each in answers] == [200, 200, missing]
    assert {each.headers["Content-Type"] for each in answers} == {JSON}
    said = [each.of_registry(registries, registry) for each in calls]
    assert [each.content for each in answers] == said
    outcomes = [logged(apis.folder, each) for each in answers]
    assert outcomes == [(CLIENT, "ok"), (CLIENT, "ok"), (CLIENT, "not_found")]
    assert client.token_calls == 1


@pytest.mark.parametrize(
    "path", ["/apiCSDLDKDN/chiTietDoanhNghiep", "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"]
)
def test_the_version_may_be_missing(client: Wso2Client, code: str, path: str) -> None:
    assert client.get(path, msdn=code).json()["Status"] == 1


def test_a_version_may_stand_where_the_registry_has_none(
    client: Wso2Client, registries: Registries
) -> None:
    (sample,) = registries.sample("bhxh", 1, 1, "getTraCuuTtHgdByMaSoBhxh")
    asked = {"maSoBhxh": sample["MaSoBhxh"]}

    plain = client.post("/apiBHXH/getTraCuuTtHgdByMaSoBhxh", asked)
    versioned = client.post("/apiBHXH/1.0/getTraCuuTtHgdByMaSoBhxh", asked)

    assert versioned.content == plain.content


def test_a_service_is_called_in_its_canonical_form_too(
    client: Wso2Client, registries: Registries
) -> None:
    (sample,) = registries.sample("dancu", 1, 1, "TraCuuThongTinCongDan")
    path = "/dancu/1.0/TraCuuThongTinCongDan"

    posted, got = client.post(path, sample), client.get(path, **sample)

    assert posted.json()["CongDan"]["SoDinhDanh"] == sample["SoDinhDanh"]
    assert got.content == posted.content
    assert got.headers["Content-Type"] == "application/json"


def test_population_answers_in_soap_where_it_is_asked_so(
    client: Wso2Client, registries: Registries
) -> None:
    (sample,) = registries.sample("dancu", 1, 1, "TraCuuThongTinCongDan")
    asked = envelope((*LEADING, *person(sample)))
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "text/xml"}

    for path in ("/dancu", "/dancu/1.0"):
        answer = requests.post(client.url + path, asked, headers=headers, timeout=PATIENCE_S)

        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        assert f"<SoDinhDanh>{sample['SoDinhDanh']}</SoDinhDanh>" in answer.text


def test_numbers_of_a_query_are_numbers_in_the_canonical_form(
    client: Wso2Client, registries: Registries
) -> None:
    (sample,) = registries.sample("datdai", 1, 1, "traCuuThuaDat")

    found = client.get("/datdai/1.0/traCuuThuaDat", **sample).json()

    assert found["ThuaDat"]["SoThua"] == sample["SoThua"]


@pytest.mark.parametrize(
    ("params", "says"),
    [({}, "msdn: required"), ({"msdn": "1"}, "msdn: "), ({"msdn": "x" * 2000}, "msdn: ")],
)
def test_a_malformed_parameter_is_refused_as_the_registry_does(
    client: Wso2Client, params: dict[str, str], says: str
) -> None:
    answer = client.get(DETAILS, **params)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, JSON)
    assert answer.json()["Status"] == 0
    assert says in answer.json()["Message"]
    assert uuid.UUID(answer.headers["X-Road-Request-Id"]).version == 4


def test_a_malformed_canonical_call_is_a_fault(client: Wso2Client) -> None:
    answer = client.get("/dancu/1.0/TraCuuThongTinCongDan", SoDinhDanh="1")

    fault = answer.json()["fault"]
    assert (answer.status_code, fault["code"], fault["type"]) == (400, 400, "Status report")
    assert "/SoDinhDanh" in fault["description"]


def test_a_quota_is_told_with_the_time_when_it_begins_anew(apis: Apis, code: str) -> None:
    grant(apis.folder, replace(account("wso2", "small", "s", CLIENT), per_minute=1))
    client = Wso2Client(apis.ports["wso2"], "small", "s")

    answers = [client.get(DETAILS, msdn=code) for _ in range(3)]

    throttled = next(each for each in answers if not each.ok)  # a minute may begin in between
    fault = throttled.json()["fault"]
    assert (throttled.status_code, fault["code"]) == (429, 900803)
    assert fault["message"] == "Message throttled out"
    assert fault["nextAccessTime"].endswith(":00+0000 UTC")
    assert 1 <= int(throttled.headers["Retry-After"]) <= 60
    client.close()


def test_what_the_client_has_no_right_for_is_forbidden(apis: Apis, registries: Registries) -> None:
    grant(apis.folder, account("wso2", "enterprise", "s", "VN/COM/0199999991/khachhang"))
    client = Wso2Client(apis.ports["wso2"], "enterprise", "s")
    (sample,) = registries.sample("bhxh", 1, 1, "getTraCuuTtHgdByMaSoBhxh")

    answer = client.post("/apiBHXH/getTraCuuTtHgdByMaSoBhxh", {"maSoBhxh": sample["MaSoBhxh"]})

    assert (answer.status_code, answer.json()["fault"]["code"]) == (403, 900908)
    assert logged(apis.folder, answer) == ("VN/COM/0199999991/khachhang", "denied")
    client.close()


def test_an_account_of_somebody_who_left_the_network_is_forbidden(apis: Apis) -> None:
    grant(apis.folder, account("wso2", "gone", "s", "VN/GOV/H29/khongcon"))
    client = Wso2Client(apis.ports["wso2"], "gone", "s")

    assert client.get(DETAILS).json()["fault"]["code"] == 900908
    client.close()


@pytest.mark.parametrize(
    "path",
    ["/", "/x", "/nobody/1.0/x", "/dancu/1.0/x", "/dancu/x/XacThucThongTinCongDan", "/a/1.0/b/c"],
)
def test_there_is_no_such_resource(client: Wso2Client, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.json()["fault"]["code"]) == (404, 404)
    assert answer.json()["fault"]["description"].startswith("No matching resource found")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/apiCSDLDKDN/1.0/chiTietDoanhNghip", "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"),
        ("/apiBHXH/traCuuThongTinHgd", "/apiBHXH/getTraCuuThongTinHgd"),
        ("/dkdn/1.0/danhSachHoSoo", "/dkdn/1.0/danhSachHoSo"),
    ],
)
def test_a_misspelt_path_is_recognised(client: Wso2Client, path: str, meant: str) -> None:
    answer = client.get(path)

    assert f"The closest are {meant}" in answer.json()["fault"]["description"]


def test_an_operation_has_one_method(client: Wso2Client) -> None:
    answer = client.post(DETAILS, {})

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json()["fault"]["code"] == 405


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/xml", "application/xml; charset=UTF-8"),
        ("text/xml;q=0.9, application/json", "text/xml; charset=UTF-8"),
        ("application/json, application/xml", "application/json"),
        ("*/*, text/xml", "application/json"),
        ("text/html", "application/json"),
    ],
)
def test_a_fault_has_the_form_that_its_reader_prefers(
    apis: Apis, accept: str, media_type: str
) -> None:
    url = f"http://127.0.0.1:{apis.ports['wso2']}{DETAILS}"

    answer = requests.get(url, headers={"Accept": accept}, timeout=PATIENCE_S)

    assert answer.headers["Content-Type"] == media_type
    if "xml" in media_type:
        assert answer.text.startswith(
            '<ams:fault xmlns:ams="http://wso2.org/apimanager/security"><ams:code>900902</ams:code>'
        )
    else:
        assert json.loads(answer.content)["fault"]["code"] == 900902


def test_a_fault_says_what_to_do_in_the_readers_language(apis: Apis) -> None:
    url = f"http://127.0.0.1:{apis.ports['wso2']}{DETAILS}"

    answer = requests.get(url, headers={"Accept-Language": "vi"}, timeout=PATIENCE_S)

    assert "Lời gọi không chứng minh được bên gọi" in answer.json()["fault"]["description"]
