"""The auditor's door, on the log of a demo."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ndxp.cli.demo_cases import SERVICES
from tests.cli.running import run_ndxp


@pytest.fixture
def copied(played: Path, tmp_path: Path) -> Path:
    """A state folder to tamper with."""
    return Path(shutil.copytree(played / ".ndxp" / "demo", tmp_path / "state"))


def change(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "log.db") as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def entries(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "log.db")) as db:
        return int(db.execute("SELECT count(*) FROM entries").fetchone()[0])


def test_a_good_log_verifies(audit: Any, played: Path) -> None:
    ran = audit("verify", "--json")

    assert ran.code == 0
    assert ran.json["ok"] is True
    assert ran.json["first_bad"] is None
    assert ran.json["entries"] == ran.json["signatures"]
    assert ran.json["entries"] == entries(played / ".ndxp" / "demo") > 2 * len(SERVICES)
    assert "nothing outside" in ran.json["outside"]


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE entries SET time = time + 1 WHERE seq = 5", 5),
        ("UPDATE entries SET facts = facts || ' ' WHERE seq = 6", 6),
        ("UPDATE entries SET jws = substr(jws, 1, 99) || 'A' || substr(jws, 101) WHERE seq = 7", 7),
        ("UPDATE entries SET kind = 'late' WHERE seq = 8", 8),
        ("UPDATE entries SET seq = 99 WHERE seq = 9", 9),
        ("DELETE FROM entries WHERE seq = 10", 10),
    ],
)
def test_what_was_changed_is_named(copied: Path, statement: str, first_bad: int) -> None:
    change(copied, statement)

    ran = run_ndxp(copied, "audit", "verify", "--json", "--state", str(copied))

    assert ran.code == 1
    assert ran.json["ok"] is False
    assert ran.json["first_bad"] == first_bad


def test_a_cut_tail_is_found_with_a_checkpoint_kept_outside(
    copied: Path, audit: Any, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(audit("checkpoint").out, encoding="utf-8")
    change(copied, "DELETE FROM entries WHERE seq >= 20")

    ran = run_ndxp(
        copied, "audit", "verify", "--json", "--state", str(copied), "--checkpoint", str(kept)
    )

    assert ran.code == 1
    assert ran.json["ok"] is False


def test_the_checkpoint_of_this_log_is_accepted(audit: Any, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(audit("checkpoint").out, encoding="utf-8")

    ran = audit("verify", "--checkpoint", str(kept))

    assert ran.code == 0
    assert "nothing outside" not in ran.out


def test_what_is_no_checkpoint_is_refused(audit: Any, tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.txt"
    nonsense.write_text("not a checkpoint", encoding="utf-8")

    ran = audit("verify", "--checkpoint", str(nonsense))

    assert ran.code == 2
    assert "nonsense.txt is no checkpoint" in ran.err


def test_a_checkpoint_that_lost_its_last_newline_is_accepted(audit: Any, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(audit("checkpoint").out.rstrip("\n"), encoding="utf-8")

    assert audit("verify", "--checkpoint", str(kept)).code == 0


@pytest.mark.parametrize("option", ["--checkpoint", "--authority"])
def test_what_cannot_be_read_is_named_with_its_option(
    audit: Any, tmp_path: Path, option: str
) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\x00")
    for file in (tmp_path / "missing", tmp_path, tmp_path / "binary"):
        ran = audit("verify", option, str(file))

        assert ran.code == 2
        assert f"{option}: " in ran.err
        assert file.name in ran.err
        assert "Errno" not in ran.err


def test_a_log_alone_needs_an_authority(copied: Path) -> None:
    (copied / "authority.crt").unlink()

    ran = run_ndxp(copied, "audit", "verify", "--state", str(copied))

    assert ran.code == 2
    assert "--authority FILE" in ran.err


def test_an_outcome_that_cannot_be_is_refused(audit: Any) -> None:
    ran = audit("list", "--outcome", "fine")

    assert ran.code == 2
    assert "bad_signature" in ran.err


def test_the_newest_exchanges_are_listed_first(audit: Any) -> None:
    listed = audit("list", "--json", "--limit", "3").json

    assert [exchange["outcome"] for exchange in listed] == [
        "bad_signature",
        "provider_error",
        "denied",
    ]


def test_a_list_can_be_narrowed_and_read_by_people(audit: Any) -> None:
    ran = audit("list", "--outcome", "denied")

    assert ran.code == 0
    assert ran.out.count("access_denied") == 1
    assert "VN/COM/0199999991/khachhang" in ran.out


def test_one_exchange_is_shown_with_its_signatures(audit: Any) -> None:
    newest = audit("list", "--json", "--limit", "4").json[-1]

    shown = audit("show", newest["request_id"])
    entries = audit("show", newest["request_id"], "--json").json

    assert shown.code == 0
    assert "signed by" in shown.out
    assert {entry["payload"]["requestId"] for entry in entries} == {newest["request_id"]}


def test_an_id_of_nothing_is_said(audit: Any) -> None:
    ran = audit("show", "00000000-0000-4000-8000-000000000000")

    assert ran.code == 1
    assert "holds no exchange" in ran.err


def test_the_report_names_rule_source_and_checkpoint(audit: Any, played: Path) -> None:
    found_or_not = len(SERVICES) + 1  # calls of the demo; nobody knows the one person
    shown = audit("report")
    report = audit("report", "--json").json

    assert shown.code == 0
    assert f"{found_or_not} transactions" in shown.out
    assert "lines 2277-2297" in shown.out
    assert report["checkpoint_size"] == entries(played / ".ndxp" / "demo")
    assert sum(report["by_service"].values()) == report["transactions"] == found_or_not


def test_a_missing_log_names_the_folder(ndxp: Any, tmp_path: Path) -> None:
    ran = ndxp("audit", "verify")

    assert ran.code == 2
    assert str(tmp_path / ".ndxp") in ran.err
