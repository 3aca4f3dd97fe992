"""`ndxp trust grant`: what a person sees, is asked, and gets."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.state import State
from ndxp.cli import main
from ndxp.compose import prepare_state

VEHICLES = Path(__file__).resolve().parents[2] / "examples" / "vehicles"
PROPOSAL = str(VEHICLES / "proposal.toml")
RIGHT = "may call: VN/GOV/H29/motcua -> VN/GOV/G04/phuongtien/traCuuPhuongTien"


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    return state


def grant(state: State, *words: str) -> int:
    return main(["trust", "grant", PROPOSAL, "--state", str(state.folder), *words])


def answering(state: State, answer: str) -> tuple[int, str]:
    """Exit code and output of the command on a terminal where somebody types an answer."""
    ours, theirs = pty.openpty()
    program = "from ndxp.cli import main; raise SystemExit(main())"
    words = ["trust", "grant", PROPOSAL, "--state", str(state.folder)]
    os.write(ours, answer.encode())
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    return done.returncode, done.stdout


def test_it_shows_everything_that_it_grants(
    state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    code = grant(state, "--yes")

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[0].startswith("joins: VN/GOV/G04, also 000.00.00.G04, Ministry of Transport / Bộ")
    assert "(assumed: no source at hand" in lines[0]
    assert lines[1].startswith("serves: VN/GOV/G04/phuongtien, Register of motor vehicles / ")
    assert lines[2:4] == ["with: VN/GOV/G04/phuongtien/traCuuPhuongTien (JSON)", RIGHT]
    assert lines[4].startswith("network small, version 2")
    assert len(lines) == 5


@pytest.mark.parametrize(("answer", "code", "version"), [("y\n", 0, 2), ("\n", 1, 1)])
def test_a_person_is_asked(state: State, answer: str, code: int, version: int) -> None:
    ended, shown = answering(state, answer)

    assert (ended, state.directory().version) == (code, version)
    assert RIGHT in shown
    assert "Grant this? [y/N]" in shown


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_where_nobody_can_be_asked_nothing_is_granted(
    state: State, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    code = grant(state, *words)

    assert code == 2
    assert "say --yes" in capsys.readouterr().err
    assert state.directory().version == 1


def test_programs_get_json(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    code = grant(state, "--yes", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (code, told["version"], told["granted"][-1]) == (0, 2, RIGHT)


def test_what_is_granted_already_needs_no_answer(
    state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    grant(state, "--yes")
    capsys.readouterr()

    code = grant(state)

    assert code == 0
    assert "no new right" in capsys.readouterr().out
    assert state.directory().version == 2


def test_a_part_of_an_opaque_service_is_shown_as_such(
    state: State, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "proposal.toml"
    text = Path(PROPOSAL).read_text("utf-8")
    text = text.replace("[[right]]", 'opaque = ["traCuuPhuongTien"]\n[[right]]')
    file.write_text(text + 'endpoints = ["GET /xe/*"]\n', "utf-8")

    code = main(["trust", "grant", str(file), "--state", str(state.folder), "--yes"])

    shown = capsys.readouterr().out
    assert code == 0
    assert f"{RIGHT} GET /xe/*" in shown
    assert "(any method, path and content)" in shown


def test_a_folder_without_a_network_is_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["trust", "grant", PROPOSAL, "--state", str(tmp_path), "--yes"])

    assert code == 2
    assert "holds no authority key" in capsys.readouterr().err
