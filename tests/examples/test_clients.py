"""The clients of examples/clients, run against a whole platform: right answers, and the dialect's own faults."""

import json
import runpy
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import requests
import zeep

from examples.clients import lgsp, population, r1, vdxp, wso2
from gateway.applications import AccountDialect
from gateway.config import Limits
from gateway.state import State
from ndxp.registries import Registries
from ndxp.testing import Account
from tests.gateway.edge.apis.calling import MovedClock
from tests.platform.speaking import Besides, speaking

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "clients"
LIFETIME_S = 5  # of a token: less than the ten seconds that clocks may be apart
OFFICER = "canbo01"
README = (FOLDER / "README.md").read_text("utf-8")
FAULTS = {
    "secret": (401, "Authorization"),
    "clock": (401, "Timestamp"),
    "missing": (500, "expected MaTichHop, found MaCanBo"),
    "order": (500, "expected MaTichHop, found MaCanBo"),
}
PROVEN: tuple[AccountDialect, ...] = ("wso2", "lgsp", "c06")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A platform, an account of each dialect, and what there is to ask."""

    urls: Mapping[str, str]
    accounts: Mapping[str, Account]
    clock: MovedClock
    enterprise: str
    citizen: tuple[str, str, str]

    def now(self) -> float:
        """In seconds, by the platform's clock."""
        return self.clock.now_ms() / 1000


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder, registries, clock = tmp_path_factory.mktemp("clients"), Registries(), MovedClock()
    besides = Besides(clock=clock, limits=Limits(token_lifetime_s=LIFETIME_S))
    person = registries.sample("dancu", 1, 1)[0]
    with speaking(folder, registries.wires(), [*PROVEN, "vdxp"], besides) as ports:
        accounts = {}
        for dialect in PROVEN:
            officers = {OFFICER: "mật khẩu"} if dialect == "lgsp" else {}
            accounts[str(dialect)] = Account(dialect=dialect, officers=officers)
            accounts[str(dialect)].issue(State(folder=folder), clock.now_ms())
        yield Office(
            urls={name: f"http://127.0.0.1:{port}" for name, port in ports.items()},
            accounts=accounts,
            clock=clock,
            enterprise=str(registries.sample("dkdn", 1, 1)[0]["MaSoDoanhNghiep"]),
            citizen=(
                str(person["SoDinhDanh"]),
                str(person["HoVaTen"]).upper(),
                str(person["NgayThangNamSinh"]).replace("-", ""),
            ),
        )


@pytest.fixture(autouse=True)
def right_time(office: Office) -> Iterator[None]:
    yield
    office.clock.ahead_ms = 0


@pytest.mark.parametrize("name", ["wso2", "lgsp", "population", "vdxp", "r1"])
def test_a_client_runs_as_the_readme_says(office: Office, tmp_path: Path, name: str) -> None:
    dialect = "c06" if name == "population" else name
    url = office.urls[dialect] + ("/dancu" if dialect == "c06" else "")
    file = tmp_path / "account"
    words = ["--url", url, *([] if name in ("vdxp", "r1") else ["--account", str(file)])]
    if dialect in office.accounts:
        file.write_text(told(office.accounts[dialect]), encoding="utf-8")
    asked = json.dumps({"MaSoDoanhNghiep": office.enterprise})
    people = name in ("lgsp", "population")
    words += office.citizen if people else [asked if name == "r1" else office.enterprise]

    answer = {"wso2": wso2, "lgsp": lgsp, "population": population, "vdxp": vdxp, "r1": r1}[
        name
    ].main(words)

    assert (office.citizen[0] if people else office.enterprise) in str(answer)
    assert f"python examples/clients/{name}.py --url http" in README


def test_a_token_serves_until_it_ends_and_then_there_is_a_new_one(office: Office) -> None:
    account = office.accounts["wso2"]
    client = wso2.Wso2(office.urls["wso2"], account.key, account.secret)
    first = client.get(wso2.ENTERPRISE, msdn=office.enterprise)
    before = client.token
    client.get(wso2.ENTERPRISE, msdn=office.enterprise)
    unchanged = client.token

    office.clock.ahead_ms = (LIFETIME_S + 1) * 1000
    again = client.get(wso2.ENTERPRISE, msdn=office.enterprise)

    assert first["Data"]["MainInformation"]["ENTERPRISE_GDT_CODE"] == office.enterprise
    assert (again, unchanged) == (first, before)
    assert client.token != before


def test_a_wrong_secret_is_an_invalid_client(office: Office) -> None:
    client = wso2.Wso2(office.urls["wso2"], office.accounts["wso2"].key, "sai")

    with pytest.raises(wso2.RefusedError) as refused:
        client.get(wso2.ENTERPRISE, msdn=office.enterprise)

    assert (refused.value.status, refused.value.code) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("name", "dialect", "says"),
    [
        ("wso2", "wso2", "invalid_client: "),
        ("lgsp", "lgsp", "401: Sai thông tin xác thực. "),
        ("population", "c06", "401: "),
    ],
)
def test_a_wrong_account_is_told_in_a_sentence(
    office: Office,
    tmp_path: Path,
    name: str,
    dialect: str,
    says: str,
) -> None:
    good, file = office.accounts[dialect], tmp_path / "account"
    file.write_text(told(replace(good, secret="sai")), encoding="utf-8")
    url = office.urls[dialect] + ("/dancu" if dialect == "c06" else "")
    who = [office.enterprise] if name == "wso2" else office.citizen
    before = sys.argv
    sys.argv = [name, "--url", url, "--account", str(file), *who]

    try:
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
    finally:
        sys.argv = before

    assert isinstance(ended.value.code, str)  # which Python prints, and exits with 1
    assert ended.value.code.startswith(says)
    assert len(ended.value.code) > len(says)


def test_an_lgsps_client_gets_a_new_token_when_its_own_ends(office: Office) -> None:
    client = lgsp_client(office)
    found = client.citizen(*office.citizen)

    office.clock.ahead_ms = (LIFETIME_S + 1) * 1000
    again = client.enterprise(office.enterprise)

    assert office.citizen[0].encode() in found
    assert office.enterprise.encode() in again


@pytest.mark.parametrize(("changed", "number"), [("secret", 401), ("officer", 403)])
def test_an_lgsp_says_in_its_own_numbers_who_is_refused(
    office: Office, changed: str, number: int
) -> None:
    client = lgsp_client(office, **{changed: "sai"})

    with pytest.raises(lgsp.RefusedError) as refused:
        client.citizen(*office.citizen)

    assert refused.value.number == number


@pytest.mark.parametrize("wrong", ["secret", "clock", "missing", "order"])
def test_population_says_with_a_fault_what_is_wrong(office: Office, wrong: str) -> None:
    good = office.accounts["c06"]
    secret = "sai" if wrong == "secret" else good.secret
    off_s = 600 if wrong == "clock" else 0
    account = population.Account(good.key, secret, lambda: office.now() + off_s)
    elements = list(population.person(*office.citizen))
    if wrong == "missing":
        del elements[2]
    if wrong == "order":
        elements[2:4] = reversed(elements[2:4])

    with pytest.raises(population.FaultError) as fault:
        population.ask(f"{office.urls['c06']}/dancu", account, elements)

    status, text = fault.value.args
    assert status == FAULTS[wrong][0]
    assert FAULTS[wrong][1] in text


def test_zeep_finds_the_citizen_by_the_contract_that_the_listener_gives(office: Office) -> None:
    good, url = office.accounts["c06"], f"{office.urls['c06']}/dancu"
    number, name, born = office.citizen
    with requests.Session() as session:
        session.auth = population.Account(good.key, good.secret, office.now)
        transport = zeep.Transport(session=session)  # type: ignore[no-untyped-call]  # zeep has none
        client = zeep.Client(f"{url}?wsdl", transport=transport)  # type: ignore[no-untyped-call]

        said = {"SoDinhDanh": number, "HoVaTen": name, "NgayThangNamSinh": {"NgayThangNam": born}}
        leading = {"MaYeuCau": "1", "MaDVC": "1", "MaTichHop": "037", "MaCanBo": "cb01"}
        found = client.service.TraCuuThongTinCongDan(**leading, **said)

    assert number in str(found)


def test_an_adapter_of_vdxp_tells_a_stranger_from_a_registry_that_there_is_not(
    office: Office,
) -> None:
    url = office.urls["vdxp"]

    with pytest.raises(vdxp.RefusedError) as stranger:
        vdxp.enterprise(url, office.enterprise, client="VN/GOV/G13/datdai")
    with pytest.raises(vdxp.RefusedError) as nowhere:
        vdxp.enterprise(url, office.enterprise, registry="VN:GOV:G05:khong")
    malformed = vdxp.enterprise(url, "12")

    assert (stranger.value.status, stranger.value.code) == (403, "access_denied")
    assert (nowhere.value.status, nowhere.value.code) == (404, "unknown_service")
    assert malformed["Status"] == 0


def test_r1_names_the_field_that_is_missing(office: Office) -> None:
    client = r1.R1(office.urls["r1"])

    with pytest.raises(r1.RefusedError, match="MaSoDoanhNghiep") as refused:
        client.call(r1.ENTERPRISE, {})

    assert (refused.value.status, refused.value.code) == (422, "schema_violation")


def test_each_client_is_short() -> None:
    lengths = {path.name: path.read_text("utf-8").count("\n") for path in FOLDER.glob("*.py")}

    assert len(lengths) == 5
    assert {name: lines for name, lines in lengths.items() if lines >= 80} == {}


def lgsp_client(office: Office, **changed: str) -> lgsp.Lgsp:
    """With its account, or with another secret or password in it."""
    account = office.accounts["lgsp"]
    account = replace(account, secret=changed.get("secret", account.secret))
    officer = {OFFICER: changed["officer"]} if "officer" in changed else account.officers
    account = replace(account, officers=officer)
    return lgsp.Lgsp(office.urls["lgsp"], account.lgspaccesstoken, account.auth_hash(OFFICER))


def told(account: Account) -> str:
    """What `ndxp trust app issue` prints."""
    if account.officers:
        return f"{account.lgspaccesstoken}\n{account.auth_hash(OFFICER)}\n"
    return f"{account.key}:{account.secret}\n"
