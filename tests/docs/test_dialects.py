"""docs/dialects.md says of every dialect where it listens, and of every failure how it is told."""

import re
from pathlib import Path

import pytest

from gateway.edge.dialects import DIALECTS
from gateway.edge.lgsp.credentials import HEADER, OFFICER
from gateway.edge.lgsp.refusals import MEANINGS
from gateway.edge.wso2.faults import FAULTS
from ndxp.cli import main

FAULT_ROW = re.compile(r"\| (\d{3}) \| (\d+) \| ([^|]+) \| ([^|]+) \|")


@pytest.fixture(scope="module")
def dialects(root: Path) -> str:
    return (root / "docs" / "dialects.md").read_text(encoding="utf-8")


def test_every_dialect_is_listed_with_its_port(dialects: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d{4}) \|", dialects, re.MULTILINE)

    assert {name: int(port) for name, port in rows} == {
        name: kind.port for name, kind in DIALECTS.items()
    }


def test_every_failure_stands_beside_wso2s_code_for_it(dialects: str) -> None:
    listed = {
        code: (int(status), int(number), says)
        for status, number, says, when in FAULT_ROW.findall(dialects)
        for code in re.findall(r"`([a-z_]+)`", when)
    }

    assert listed.keys() == FAULTS.keys()
    for code, (status, number, says) in listed.items():
        fault = FAULTS[code]
        assert (status, number) == (fault.status, fault.code), code
        told = f"{fault.message} {fault.says}".lower()
        assert says.lower() in told or says in ("API blocked", "endpoint suspended"), code


def test_the_three_numbers_of_an_lgsp_have_their_meanings(dialects: str) -> None:
    rows = dict(re.findall(r"^\| (\d{3}) \| ([^|]+) \| [^|]+ \|$", dialects, re.MULTILINE))

    assert {number: rows[str(number)] for number in MEANINGS} == MEANINGS
    assert f"| `{HEADER}` |" in dialects
    assert f"| `{OFFICER}` |" in dialects


def test_every_option_of_an_account_is_explained(
    dialects: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["trust", "app", "issue", "--help"])

    options = set(re.findall(r"(?<!\S)(--[a-z-]+)", capsys.readouterr().out))
    options -= {"--help", "--json", "--state", "--dialect"}
    assert [option for option in options if f"`{option}`" not in dialects] == []
