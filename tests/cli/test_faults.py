"""What a person does wrong, or a machine: a sentence, an exit code, never a traceback."""

import os
import signal
import socket
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.platform.processes import NDXP, PATIENCE_S, Up, wait_until_gone


def test_the_demo_deletes_nothing_but_a_demo(ndxp: Any, tmp_path: Path) -> None:
    kept = tmp_path / "mine" / "demo" / "thesis.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("years of work", encoding="utf-8")

    ran = ndxp("demo", "--state", "mine")

    assert ran.code == 2
    assert str(kept.parent) in ran.err
    assert kept.exists()


def test_the_demo_leaves_a_log_that_is_in_use(ndxp: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with Up(tmp_path / "mine") as up:
        up.state.with_name("demo").symlink_to(up.state)

        ran = ndxp("demo", "--state", "mine")

        assert ran.code == 2
        assert "is written by process" in ran.err
        assert (up.state / "log.db").exists()


@pytest.mark.parametrize("words", [("up", "--listen", "127.0.0.1:0"), ("demo",)])
def test_a_state_that_cannot_be_a_folder_is_named(
    ndxp: Any, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    ran = ndxp(*words, "--state", "file/state")

    assert ran.code == 2
    assert str(tmp_path / "file") in ran.err
    assert "--state" in ran.err


def test_a_reader_that_leaves_is_no_fault(tmp_path: Path) -> None:
    command = [*NDXP, "sample", "dancu", "-n", "5000"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()

        complaint = process.stderr.read()

    assert complaint == b""
    assert process.returncode == 141


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30])
@pytest.mark.parametrize("words", [("audit", "list", "--limit"), ("sample", "dancu", "-n")])
def test_a_silly_number_is_refused(ndxp: Any, words: tuple[str, ...], number: str) -> None:
    ran = ndxp(*words, number)

    assert ran.code == 2
    assert "must be a whole number from 1 to 1,000,000" in ran.err


def test_the_version_is_the_distributions(ndxp: Any) -> None:
    assert ndxp("--version").out == f"ndxp {version('ndxp-simulator')}\n"


@pytest.mark.parametrize("service", ["nonsense", "", "VN/GOV/G01/dancu"])
def test_a_service_that_cannot_be_is_named(ndxp: Any, service: str) -> None:
    ran = ndxp("call", service)

    assert ran.code == 2
    assert f"there is no service {service!r}: give dancu" in ran.err


@pytest.mark.parametrize("client", ["VN/GOV/H29/motcua\r\nX: y", "motcua"])
def test_a_client_that_cannot_be_is_refused(ndxp: Any, client: str) -> None:
    ran = ndxp("call", "dancu", "--client", client)

    assert ran.code == 2
    assert "--client: " in ran.err


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8080", "ftp://127.0.0.1:8080", "http://localhost", "http://h:x", "http://h:1/r1"],
)
def test_a_misspelt_url_is_refused(ndxp: Any, url: str) -> None:
    ran = ndxp("call", "dancu", "--url", url)

    assert ran.code == 2
    assert "--url: must read http://HOST:PORT" in ran.err


def test_a_lost_connection_is_not_a_missing_gateway(ndxp: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answering = threading.Thread(target=_answer_half, args=(listener,))
        answering.start()

        ran = ndxp("call", "dancu", "--url", f"http://127.0.0.1:{listener.getsockname()[1]}")

        answering.join()
    assert ran.code == 2
    assert "was lost before a whole answer came" in ran.err


def _answer_half(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


def test_open_registries_are_refused(ndxp: Any) -> None:
    ran = ndxp("registries", "--listen", "0.0.0.0:0")

    assert ran.code == 2
    assert "--any-address only where the network ends" in ran.err


def test_a_taken_port_is_named(ndxp: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"

        ran = ndxp("registries", "--listen", place)

    assert ran.code == 2
    assert f"--listen: {place}" in ran.err


@pytest.mark.parametrize("option", ["--schemas", "--network"])
def test_a_missing_file_is_named_once(ndxp: Any, option: str) -> None:
    ran = ndxp("up", "--listen", "127.0.0.1:0", option, "missing")

    assert ran.code == 2
    assert ran.err.splitlines()[-1].count("missing") == 1
    assert "Errno" not in ran.err


def test_the_welcome_says_where_the_next_command_looks(tmp_path: Path) -> None:
    command = [*NDXP, "up", "--listen", "127.0.0.1:0", "--state", "else where"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first, catalogue, call, log = (process.stdout.readline() for _ in range(4))
        process.terminate()

    assert f"{first.split()[4]}/catalogue" in catalogue
    assert f"ndxp call dancu --url {first.split()[4]}" in call
    assert f"ndxp audit list --state '{tmp_path / 'else where'}'" in log


@pytest.mark.rabbit
def test_a_child_that_ends_takes_the_platform_down_in_order(tmp_path: Path, amqp_url: str) -> None:
    namespace = f"test-{os.getpid()}-{tmp_path.name}"
    with Up(tmp_path, "--bus", amqp_url, "--namespace", namespace) as up:
        first, *others = up.children()

        os.kill(first, signal.SIGKILL)

        # The others end after it, and are still ended by `up`.
        assert wait_until_gone(others, PATIENCE_S) == []
    assert "ended with -9" in up.stderr.read_text(encoding="utf-8")


def test_an_interrupt_is_not_a_fault(tmp_path: Path) -> None:
    # Who is started in the background of a shell script inherits that it is ignored.
    interrupted = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "sys.meta_path.insert(0, type('Finder', (), {'find_spec': staticmethod("
        "lambda name, *_: signal.raise_signal(signal.SIGINT) if name == 'ndxp.cli.up' else None)}));"
        "from ndxp.cli import main; raise SystemExit(main(['up']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", interrupted], cwd=tmp_path, capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (130, b"")
