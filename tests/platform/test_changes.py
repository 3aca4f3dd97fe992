"""Changes of the country while the platform runs: in one process, and with a broker in three."""

import json
import subprocess
import urllib.request
from pathlib import Path

import pytest

from ndxp.registries import CountrySettings, Registries
from tests.platform.processes import NDXP, Up

SMALL = ("--scale", "0.001")


def ndxp(*words: str) -> str:
    done = subprocess.run([*NDXP, *words], capture_output=True, text=True, check=True, timeout=40)
    return done.stdout


def look_up(up: Up, request: dict[str, object]) -> object:
    address = f"http://127.0.0.1:{up.port}/r1/VN/GOV/G01/dancu/TraCuuThongTinCongDan"
    headers = {"X-Road-Client": "VN/GOV/H29/motcua", "Content-Type": "application/json"}
    body = json.dumps(request).encode()
    asked = urllib.request.Request(address, body, headers)  # our own address
    with urllib.request.urlopen(asked, timeout=20) as reply:  # noqa: S310
        return json.load(reply)


def check_a_death(up: Up) -> None:
    """Somebody is found, dies, and is not found any more."""
    request = Registries(CountrySettings(scale=0.001)).sample("dancu", 1, 1)[0]
    died = (f"identity={request['SoDinhDanh']}", "date=2023-01-05", "--state", str(up.state))

    before = look_up(up, request)
    ndxp("change", "person.died", *died)

    assert before != {}
    assert look_up(up, request) == {}


def test_a_change_shows_in_one_process_and_survives_until_a_reset(tmp_path: Path) -> None:
    with Up(tmp_path, *SMALL) as up:
        check_a_death(up)
    with Up(tmp_path, *SMALL) as up:
        assert len(json.loads(ndxp("change", "list", "--json", "--state", str(up.state)))) == 1

    words = ["up", "--listen", "127.0.0.1:0", "--state", str(tmp_path / "state"), *SMALL]
    with subprocess.Popen([*NDXP, *words, "--reset"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        second = process.stdout.readline()
        process.terminate()

    assert first == "1 change dropped\n"
    assert second.startswith("NDXP is up on ")
    assert ndxp("change", "list", "--state", str(tmp_path / "state")) == "no changes\n"


@pytest.mark.rabbit
def test_a_change_shows_behind_a_broker(tmp_path: Path, amqp_url: str, namespace: str) -> None:
    with Up(tmp_path, "--bus", amqp_url, "--namespace", namespace, *SMALL) as up:
        check_a_death(up)
