"""What the platform speaks keeps its own rules, in every dialect, and so do the registries themselves."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.message import SubsystemId
from gateway.state import State
from gateway.tokens import Tokens
from ndxp.registries import Registries
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.cases import TRIALS, cases
from ndxp.workbench.http.dialects import DIALECTS
from ndxp.workbench.http.forms import REGISTRIES
from tests.platform.in_process import platform
from tests.platform.speaking import Besides, account, grant, speaking
from tests.workbench.http.place import Place, checked, stranger

ROOT = Path(__file__).resolve().parents[3]
SOAP = ["missing_element", "wrong_order"]
NOT_RUN = {
    "r1": ["unknown_token", *SOAP],
    "wso2": ["expired_token"],
    "lgsp": ["expired_token"],
    "c06": [],
    "vdxp": ["unknown_token"],
}


@pytest.mark.parametrize("dialect", NOT_RUN)
async def test_the_platform_passes_in_every_dialect(place: Place, dialect: str) -> None:
    people = ["TraCuuThongTinCongDan", "XacThucThongTinCongDan", "XacMinhThongTinNhanThan"]
    codes = people if dialect == "c06" else list(place.offered)

    report = await checked(place.bench(dialect, codes))

    assert {case.name: case.got for case in report.broken} == {}
    assert [each.name for each in report.not_run] == NOT_RUN[dialect]
    assert report.measured.keys() >= {"latency_p50_ms", "throughput_per_s"}
    assert f"dialect {dialect}" in report.sentence.en


@pytest.mark.parametrize("registry", REGISTRIES)
async def test_a_registry_passes_by_itself(
    place: Place, registries: Registries, registry: str
) -> None:
    codes = [code for code, one in place.offered.items() if one.registry == registry]

    async with registries.serve("127.0.0.1", 0) as port:
        report = await checked(place.bench("native", codes, f"http://127.0.0.1:{port}"))

    assert {case.name: case.got for case in report.broken} == {}


async def test_a_token_that_ends_is_waited_for(
    tmp_path: Path, place: Place, registries: Registries
) -> None:
    wires, client = registries.wires(), "VN/GOV/H29/motcua"
    besides = Besides(limits=Limits(token_lifetime_s=1))
    with speaking(tmp_path, {"dkdn": wires["dkdn"]}, ["wso2"], besides) as ports:
        grant(tmp_path, account("wso2", "khoa", "bí mật", client))
        bench = place.bench("wso2", ["chiTietDoanhNghiep"], f"http://127.0.0.1:{ports['wso2']}")
        known = replace(bench, account=Account(key="khoa", secret="bí mật"))
        began = time.monotonic()

        report = await checked(known, only=["good_call", "expired_token"])

    assert [(case.name, case.got) for case in report.cases][1:] == [("expired_token", "401 900904")]
    assert time.monotonic() - began >= 1


async def test_a_client_of_r1_that_needs_a_token_is_checked_with_it(
    tmp_path: Path, place: Place, registries: Registries
) -> None:
    client = SubsystemId.parse("VN/GOV/H29/motcua")
    with platform(tmp_path, registries, auth="token") as port:
        state, now_ms = State(folder=tmp_path), SystemClock().now_ms()
        _, token = Tokens(state.tokens).issue(client, [], now_ms, 60_000)
        bench = place.bench("r1", ["chiTietDoanhNghiep"], f"http://127.0.0.1:{port}")
        known = replace(bench, account=Account.read("r1", token))

        report = await checked(known, only=["good_call", "unknown_token"])

    assert [case.got for case in report.cases][1:] == ["401 unauthenticated"]


async def test_what_nobody_knows_the_registry_of_is_asked_canonically(place: Place) -> None:
    bench = place.bench("wso2", ["chiTietDoanhNghiep"])
    unknown = stranger(place.offered["chiTietDoanhNghiep"])
    strange = replace(place, offered={"chiTietDoanhNghiep": unknown})
    other = strange.bench("wso2", ["chiTietDoanhNghiep"])

    report = await checked(other, only=["good_call", "not_found", "malformed_parameter"])

    assert bench.services[0].form != other.services[0].form
    assert [case.ok for case in report.cases] == [True, True, True]


async def test_without_a_good_call_nothing_else_is_judged(place: Place) -> None:
    bench = place.bench("c06", ["TraCuuThongTinCongDan"], place.urls["wso2"] + "/dancu")

    report = await checked(bench)

    assert [case.name for case in report.broken] == ["good_call"]
    assert {each.why for each in report.not_run} == {
        "the good call to the first service is not answered as it has to be"
    }


@pytest.mark.parametrize(
    ("dialect", "says"), [("wso2", "403 900908"), ("lgsp", "403 403"), ("r1", "403 access_denied")]
)
async def test_an_account_without_a_right_reads_so_at_the_good_call(
    place: Place, dialect: str, says: str
) -> None:
    bench = place.bench(dialect, ["chiTietDoanhNghiep"])

    report = await checked(replace(bench, account=place.denied[dialect]), only=["good_call"])

    (case,) = report.broken
    assert case.got.startswith(f"chiTietDoanhNghiep: refused with {says}")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_rule_stands_in_a_chapter_that_there_is(dialect: str) -> None:
    known = cases(DIALECTS[dialect]("http://127.0.0.1:1/dancu", "VN/GOV/H29/motcua"))

    for case in known:
        document = (ROOT / case.rule.document).read_text(encoding="utf-8")
        headings = [line.lstrip("# ") for line in document.splitlines() if line.startswith("#")]
        assert case.rule.chapter in headings, case.name


def test_every_case_has_its_row_in_the_document() -> None:
    text = (ROOT / "docs" / "adapter-check.md").read_text(encoding="utf-8")
    chapter = text.partition("## What speaks a dialect")[2]

    rows = re.findall(r"^\| `([a-z_0-9]+)` \| [^|]* \|$", chapter, re.MULTILINE)

    assert rows == [trial.name for trial in TRIALS]


def test_every_case_speaks_both_languages() -> None:
    texts = [text for trial in TRIALS for text in (trial.sent, trial.rule)]

    assert [text.en for text in texts if not text.vi or text.en == text.vi] == []
