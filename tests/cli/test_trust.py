"""`ndxp trust why`: one sentence, and an exit code, about who may call what."""

from pathlib import Path
from typing import Any

import pytest

from gateway.authority import prepare
from gateway.clock import SystemClock
from gateway.state import State
from tests.gateway.members import SMALL

ONE_STOP, LGSP, NOBODY = "VN/GOV/H29/motcua", "VN/GOV/G14/lgsp", "VN/GOV/H29/khac"
LOOKUP = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
FILES = "VN/GOV/G01/dancu/taiLieu"


@pytest.fixture
def files(tmp_path: Path) -> str:
    """A network file in which the population database has documents without a schema."""
    text = SMALL.read_text("utf-8")
    text = text.replace(
        '"XacMinhThongTinNhanThan"]', '"XacMinhThongTinNhanThan", "taiLieu"]\nopaque = ["taiLieu"]'
    )
    text += f'''
[[group]]
id = "doc"
name = "Readers"
name_vi = "Bên đọc"
members = ["{ONE_STOP}", "{LGSP}"]

[[right]]
clients = ["group:doc"]
services = ["{FILES}"]
endpoints = ["GET /a/*", "* /b"]
'''
    (tmp_path / "files.toml").write_text(text, encoding="utf-8")
    return "files.toml"


def test_a_right_that_allows_the_call_is_named(ndxp: Any) -> None:
    ran = ndxp("trust", "why", ONE_STOP, LOOKUP)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"Yes: right[0] with endpoint * ** lets {ONE_STOP} call {LOOKUP}. "
        "(network file small.toml)\n"
    )


def test_a_client_may_be_written_by_its_long_code(ndxp: Any) -> None:
    assert ndxp("trust", "why", "VN/GOV/000.00.00.H29/motcua", LOOKUP).code == 0


def test_the_group_through_which_a_client_is_meant_is_named(ndxp: Any) -> None:
    ran = ndxp("trust", "why", ONE_STOP, LOOKUP, "--network", "country", "--json")

    assert ran.json == {
        "allowed": True,
        "reason": "right",
        "sentence": f"Yes: right[0], through group:mot-cua, with endpoint * ** lets {ONE_STOP} call {LOOKUP}.",
        "network": "network file country.toml",
        "client": ONE_STOP,
        "service": LOOKUP,
        "method": "POST",
        "path": "",
        "rules": [{"right": "right[0]", "group": "mot-cua", "endpoint": "* **"}],
    }


@pytest.mark.parametrize(
    ("call", "reason", "words"),
    [
        ([NOBODY, LOOKUP], "unknown_client", f"no subsystem {NOBODY}"),
        ([ONE_STOP, LOOKUP + "1"], "unknown_service", "offers TraCuuThongTinCongDan, Xac"),
        ([ONE_STOP, "VN/GOV/G01/khac/X"], "unknown_service", "no service VN/GOV/G01/khac/X"),
        ([LGSP, LOOKUP], "no_right", f"no right lets {LGSP} call {LOOKUP}, neither by name nor through group:doc; ask VN/GOV/G01/dancu"),
        ([ONE_STOP, FILES, "PUT", "/a/1"], "no_endpoint", "not PUT /a/1: right[3], through group:doc, with endpoint GET /a/*; right[3], through group:doc, with endpoint * /b"),
        ([ONE_STOP, FILES], "no_endpoint", "not POST without a path"),
        ([ONE_STOP, FILES, "GET", "/a/%2e%2e"], "bad_path", "a path that holds a .. segment"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(
    ndxp: Any, files: str, call: list[str], reason: str, words: str
) -> None:
    ran = ndxp("trust", "why", *call, "--network", files, "--json")

    assert ran.code == 1
    assert (ran.json["allowed"], ran.json["reason"]) == (False, reason)
    assert words in ran.json["sentence"]


@pytest.mark.parametrize(
    ("method", "path", "endpoint"), [("get", "/a/1", "GET /a/*"), ("HEAD", "/b", "* /b")]
)
def test_the_endpoint_that_allows_the_call_is_named(
    ndxp: Any, files: str, method: str, path: str, endpoint: str
) -> None:
    ran = ndxp("trust", "why", LGSP, FILES, method, path, "--network", files)

    assert ran.code == 0
    assert f"right[3], through group:doc, with endpoint {endpoint} lets" in ran.out


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["x", "y"], "CLIENT: 'x' is not instance/class/code/subsystem"),
        ([ONE_STOP, "y"], "SERVICE: 'y' is not instance/class/code/subsystem/service"),
        ([ONE_STOP, LOOKUP, "FETCH"], "METHOD: must be one of DELETE, GET"),
        ([ONE_STOP, LOOKUP, "GET", "a"], "PATH: begins with /"),
        ([ONE_STOP, LOOKUP, "--network", "small", "--state", "."], "name one of the two"),
        ([ONE_STOP, LOOKUP, "--state", "nothing"], "network.jws is not in the state folder"),
        ([ONE_STOP], "required: service"),
    ],
)
def test_a_question_that_is_none_is_refused(ndxp: Any, words: list[str], fault: str) -> None:
    ran = ndxp("trust", "why", *words)

    assert ran.code == 2
    assert fault in ran.err


def test_the_document_of_the_state_folder_comes_first(ndxp: Any, tmp_path: Path) -> None:
    country = SMALL.with_name("country.toml")
    prepare(State(folder=tmp_path / ".ndxp"), country, "test", SystemClock())

    ran = ndxp("trust", "why", "VN/GOV/H01/motcua", LOOKUP)

    assert ran.code == 0
    assert ran.out.endswith("(version 1 of the network document)\n")
