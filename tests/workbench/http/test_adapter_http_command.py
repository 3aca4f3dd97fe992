"""`ndxp adapter check --url` as a user runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ndxp.cli import main
from tests.workbench.http.place import Place

CHECK = ("adapter", "check", "--scale", "0.01")
VEHICLES = (
    *("--service", "VN/GOV/G04/phuongtien/traCuuPhuongTien"),
    *("--schemas", str(Path(__file__).resolve().parents[3] / "examples" / "vehicles" / "schemas")),
)
Written = Callable[[str], str]


@pytest.fixture
def written(place: Place, tmp_path: Path) -> Written:
    """The good account of a dialect in a file, as `ndxp trust app issue` prints it."""

    def write(dialect: str) -> str:
        account, file = place.accounts[dialect], tmp_path / f"{dialect}.account"
        text = f"{account.key}:{account.secret}"
        if dialect == "lgsp":
            text = f"{account.header}\n{account.officer}"
        file.write_text(f"{text}\n", encoding="utf-8")
        return str(file)

    return write


def whole(*words: str) -> list[str]:
    """Of the country that the platform of these tests computes, which is the whole one."""
    return ["adapter", "check", *words]


@pytest.mark.parametrize("dialect", ["lgsp", "c06"])
def test_a_verdict_comes_in_all_forms_and_without_the_secret(
    place: Place,
    written: Written,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    dialect: str,
) -> None:
    junit, page = tmp_path / "check.xml", tmp_path / "check.html"
    only = ["--only", "wrong_secret", "--service", "TraCuuThongTinCongDan", "--json"]
    files = ["--junit", str(junit), "--html", str(page)]
    account = ["--account", written(dialect)]

    code = main(whole("--url", place.urls[dialect], "--dialect", dialect, *account, *only, *files))

    out = capsys.readouterr().out
    report = json.loads(out)
    assert code == 0
    assert [case["name"] for case in report["cases"]] == ["good_call", "wrong_secret"]
    assert (report["url"], report["dialect"]) == (place.urls[dialect], dialect)
    assert ET.parse(junit).getroot().get("failures") == "0"  # noqa: S314  our own
    secret = place.accounts[dialect].secret
    assert [
        t for t in (out, junit.read_text("utf-8"), page.read_text("utf-8")) if secret in t
    ] == []


def test_an_account_may_come_from_the_environment(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = place.accounts["wso2"]
    monkeypatch.setenv("NDXP_ACCOUNT", f"{account.key}:{account.secret}")
    one = ["--only", "token_form", "--service", "chiTietDoanhNghiep"]

    code = main(whole("--url", place.urls["wso2"], "--dialect", "wso2", *one))

    assert code == 0
    assert "2 of 2 cases are good" in capsys.readouterr().out


def test_a_client_without_a_right_is_named_in_r1(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    one = ["--only", "no_right", "--service", "chiTietDoanhNghiep"]

    code = main(
        whole("--url", place.urls["r1"], "--dialect", "r1", "--denied", "VN/GOV/G13/datdai", *one)
    )

    assert code == 0
    assert "403 access_denied" in capsys.readouterr().out


def test_what_breaks_a_rule_ends_with_one_and_the_rule(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(whole("--url", place.urls["r1"], "--dialect", "native"))

    out = capsys.readouterr().out
    assert code == 1
    assert "breaks the protocol in 1 of 1 cases" in out
    assert "rule: docs/registries.md The registries' own wires" in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--url", "http://127.0.0.1:1", "--dialect", "r1"], "nobody answers HTTP"),
        (["--url", "http://127.0.0.1:1"], "goes with --dialect"),
        (["--url", "http://a:b@127.0.0.1:1", "--dialect", "r1"], "must read http://HOST:PORT"),
        (["--url", "http://127.0.0.1:1", "--dialect", "r1", "--bus", "amqp://x"], "goes with"),
        (["--url", "http://127.0.0.1:1", "--dialect", "r1", "--service", "khong"], "identifier"),
        (
            ["--url", "http://127.0.0.1:1", "--dialect", "c06", "--service", "traCuuThuaDat"],
            "dialect c06 does not call it",
        ),
        (
            ["--url", "http://127.0.0.1:1", "--dialect", "r1", *VEHICLES],
            "no body given with --data",
        ),
        (["--url", "http://127.0.0.1:1", "--dialect", "r1", "--ca", "/khong"], "no certificate"),
        (["--url", "http://127.0.0.1:1", "--dialect", "wso2", "--account", "/khong"], "read"),
        (
            ["--url", "http://127.0.0.1:1", "--dialect", "wso2"],
            "give --account FILE or NDXP_ACCOUNT",
        ),
        (["--url", "https://127.0.0.1:1", "--dialect", "r1"], "one of --ca?"),
        (["--bus", "amqp://127.0.0.1"], "goes with --subsystem"),
    ],
)
def test_what_cannot_be_tried_ends_with_two(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*CHECK, *words])

    assert code == 2
    assert says in capsys.readouterr().err


def test_a_case_of_another_dialect_is_refused(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(
        [*CHECK, "--url", place.urls["r1"], "--dialect", "r1", "--only", "skewed_timestamp"]
    )

    assert code == 2
    assert "no case skewed_timestamp" in capsys.readouterr().err


@pytest.mark.parametrize("dialect", ["wso2", "lgsp", "c06", "r1", "native"])
def test_an_account_of_another_form_is_refused_and_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dialect: str
) -> None:
    file = tmp_path / "account"
    file.write_text("bi mat\nkhong dung\nthua", encoding="utf-8")

    code = main(
        [*CHECK, "--url", "http://127.0.0.1:1", "--dialect", dialect, "--account", str(file)]
    )

    err = capsys.readouterr().err
    assert code == 2
    assert "--account" in err
    assert "khong dung" not in err
