"""`ndxp change`: changes that running registries show at once."""

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mock_registries.overlay import KINDS
from ndxp.cli import change
from tests.cli.running import Ran

Ndxp = Callable[..., Ran]
SMALL = ("--scale", "0.001")
COMMAND = [sys.executable, "-c", "from ndxp.cli import main; raise SystemExit(main())"]


@contextmanager
def registries(folder: Path, *options: str) -> Iterator[str]:
    """`ndxp registries` with a database of changes; gives the URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    words = ["registries", "--overlay", "c.db", "--listen", place, *SMALL, *options]
    with subprocess.Popen(
        [*COMMAND, *words], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        while "mock registries on" not in (line := process.stdout.readline()):
            assert line
        try:
            yield f"http://{place}"
        finally:
            process.terminate()


def an_enterprise(ndxp: Ndxp) -> str:
    found = ndxp("sample", "dkdn", "--where", "status=active", "--json", *SMALL).json
    return str(found[0]["MaSoDoanhNghiep"])


def status(url: str, code: str) -> str:
    address = f"{url}/apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn={code}"
    with urllib.request.urlopen(address, timeout=10) as reply:  # noqa: S310  # our own address
        return str(json.load(reply)["Data"]["MainInformation"]["ENTERPRISE_STATUS"])


def dissolve(ndxp: Ndxp, code: str) -> str:
    ran = ndxp(
        *("change", "enterprise.dissolved", f"code={code}", "date=2022-12-31"),
        *("--overlay", "c.db"),
    )
    assert ran.code == 0, ran.err
    return ran.out


def test_running_registries_show_a_change_at_once_and_a_reset_drops_it(
    ndxp: Ndxp, tmp_path: Path
) -> None:
    code = an_enterprise(ndxp)

    with registries(tmp_path) as url:
        before = status(url, code)
        line = dissolve(ndxp, code)
        after = status(url, code)
    with registries(tmp_path, "--reset") as url:
        again = status(url, code)

    assert (before, after) == ("Đang hoạt động", "Đã giải thể, phá sản, chấm dứt tồn tại")
    assert again == before
    assert "enterprise.dissolved" in line
    assert code in line


def test_changes_are_listed_for_people_and_for_programs(ndxp: Ndxp) -> None:
    first, second = (
        str(one["SoDinhDanh"])
        for one in ndxp("sample", "dancu", "-n", "2", "--where", "over=20", "--json").json
    )
    for identity in (first, second):
        words = ("person.died", f"identity={identity}", "date=2022-12-31", "--overlay", "c.db")
        made = ndxp("change", *words, "--json").json
        assert made["subject"] == identity

    lines = ndxp("change", "list", "--overlay", "c.db").out.splitlines()
    listed = ndxp("change", "list", "--overlay", "c.db", "--after", "1", "--json").json

    assert [line.split()[0] for line in lines] == ["1", "2"]
    assert [one["subject"] for one in listed] == [second]


def test_a_list_of_nothing_says_so(ndxp: Ndxp) -> None:
    assert ndxp("change", "list", "--overlay", "c.db").out == "no changes\n"
    assert ndxp("change", "list", "--overlay", "c.db", "--json").json == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["person.died", "date=2022-12-31"], "identity: is missing"),
        (["person.died", "date"], "fields: each is written once, as name=value"),
        (["list", "date=2022-12-31"], "list: takes no fields"),
    ],
)
def test_what_cannot_be_changed_is_a_sentence(ndxp: Ndxp, words: list[str], sentence: str) -> None:
    ran = ndxp("change", *words, "--overlay", "c.db")

    assert ran.code == 2
    assert sentence in ran.err


def test_without_a_state_folder_it_says_where_one_comes_from(ndxp: Ndxp) -> None:
    ran = ndxp("change", "list")

    assert ran.code == 2
    assert "start `ndxp up` there once" in ran.err


def test_registries_refuse_another_countrys_changes(ndxp: Ndxp) -> None:
    identity = ndxp("sample", "dancu", "--where", "over=20", "--json").json[0]["SoDinhDanh"]
    died = ("change", "person.died", f"identity={identity}", "date=2022-12-31")
    assert ndxp(*died, "--overlay", "c.db").code == 0

    ran = ndxp("registries", "--overlay", "c.db", "--listen", "127.0.0.1:0", *SMALL)

    assert ran.code == 2
    assert "holds changes of another country" in ran.err


def test_a_reset_needs_a_database(ndxp: Ndxp) -> None:
    ran = ndxp("registries", "--reset")

    assert ran.code == 2
    assert "none is named" in ran.err


def test_the_help_lists_every_kind() -> None:
    assert list(change.KINDS) == list(KINDS)
