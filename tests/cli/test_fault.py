"""`ndxp fault` switches a running gateway's faults, and `ndxp call --fault` has one for itself."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.faults import KINDS
from ndxp.cli import main
from ndxp.registries import Registries
from tests.platform.in_process import platform


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with platform(tmp_path_factory.mktemp("fault"), Registries()) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str]) -> Any:
    """Types a command at this gateway; gives its exit code, what it said and what it complained."""

    def typed(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--url", url])
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def test_a_fault_is_switched_on_seen_listed_and_switched_off(run: Any) -> None:
    on = (
        "fault",
        "on",
        "error",
        "status=503",
        "--service",
        "dancu",
        "--share",
        "0.5",
        "--limit",
        "2",
    )
    code, said, _ = run(*on, "--for", "60")
    calls = [run("call", "dancu")[0] for _ in range(8)]
    _, listed, _ = run("fault", "list")
    _, off, _ = run("fault", "off", "1")
    _, nothing, _ = run("fault", "list", "--json")

    assert (code, said.splitlines()[0]) == (0, "fault 1 is on: error;status=503")
    assert calls.count(1) == 2
    row = listed.splitlines()[-1].split()
    assert row[:5] == ["1", "error;status=503", "dancu", "*", "0.5"]
    assert "for 60 s, at most 2" in listed
    assert row[-1] == "2"
    assert off == "1 switched off\n"
    assert json.loads(nothing) == []


def test_every_condition_arrives(run: Any) -> None:
    on = ("fault", "on", "latency", "seconds=1", "--place", "adapter", "--client", "khachhang")
    code, said, _ = run(*on, "--seed", "3", "--from", "1", "--for", "2", "--every", "9", "--json")
    run("fault", "off")

    rule = json.loads(said)
    assert code == 0
    assert rule.pop("id")
    assert rule == {
        "fault": "latency;place=adapter;seconds=1",
        "service": "*",
        "client": "khachhang",
        "share": 1.0,
        "seed": 3,
        "from_s": 1.0,
        "for_s": 2.0,
        "every_s": 9.0,
        "limit": None,
    }


def test_a_rule_that_could_hit_nothing_is_not_switched_on(run: Any) -> None:
    code, _, complaint = run("fault", "on", "latency", "--service", "dankcu")
    _, nothing, _ = run("fault", "list", "--json")

    assert code == 1
    assert "service: there is none of this name; the closest: dancu" in complaint
    assert json.loads(nothing) == []


def test_what_the_gateway_refuses_is_said_in_its_words(run: Any) -> None:
    code, _, complaint = run("fault", "on", "hang", "--every", "5")
    missing, _, vietnamese = run("fault", "off", "999", "--lang", "vi")

    assert (code, missing) == (1, 1)
    assert "every_s: needs for_s, which is shorter" in complaint
    assert "Yêu cầu không đúng định dạng" in vietnamese


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("latncy",), "no fault has this name; the closest: latency, "),
        (("latency", "seconds=x"), "latency: seconds is a number from 0 to 600"),
        (("latency", "seconds"), "a parameter reads name=value"),
        (("bad_signature", "--place", "gateway"), "bad_signature: place is one of adapter"),
    ],
)
def test_what_is_no_fault_is_not_even_sent(
    run: Any, words: tuple[str, ...], complaint: str
) -> None:
    code, _, said = run("fault", "on", *words)

    assert code == 2
    assert complaint in said


def test_without_a_gateway_it_says_how_to_start_one(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["fault", "list", "--url", "http://127.0.0.1:9"])

    assert code == 2
    assert "no gateway answers at http://127.0.0.1:9; start one" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "vi"])
def test_all_faults_are_explained_without_a_gateway(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["fault", "kinds", "--lang", language])

    said = capsys.readouterr().out
    assert code == 0
    assert [name for name in KINDS if f"\n{name} " not in f"\n{said}"] == []
    sentences = [kind.vi if language == "vi" else kind.en for kind in KINDS.values()]
    assert [each for each in sentences if each not in said] == []


def test_a_program_reads_the_same_table(capsys: pytest.CaptureFixture[str]) -> None:
    main(["fault", "kinds", "--json"])

    listed = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in listed] == list(KINDS)


def test_a_call_may_ask_for_a_fault(run: Any) -> None:
    code, said, _ = run("call", "dancu", "--fault", "ip_refused", "--json")

    assert code == 1
    assert '"X-NDXP-Fault": "ip_refused"' in said
