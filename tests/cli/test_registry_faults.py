"""`ndxp fault` switches the faults of registries as it does a gateway's."""

import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ndxp.cli import main
from tests.platform.processes import NDXP


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Registries that listen beyond loopback, and take orders there."""
    words = [*("--listen", "0.0.0.0:0"), "--any-address", "--allow-faults", "--scale", "0.001"]
    with subprocess.Popen(
        [*NDXP, "registries", *words],
        cwd=Path(tmp_path_factory.mktemp("registries")),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        place = process.stdout.readline().split()[3]
        try:
            yield f"http://127.0.0.1:{place.rpartition(':')[2]}"
        finally:
            process.terminate()


def status(url: str) -> int:
    """Of a call for a parcel that does not say which."""
    try:
        urllib.request.urlopen(f"{url}/datdai/thuadat", timeout=10)  # noqa: S310  # our own address
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code
    return 200


def test_a_fault_of_registries_is_switched_on_and_off(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    on = main(["fault", "on", "error", "status=503", "--service", "datdai", "--url", url])
    during = status(url)
    off = main(["fault", "off", "--url", url])

    said = capsys.readouterr().out
    assert (on, during, off, status(url)) == (0, 503, 0, 400)
    assert said.startswith("fault 1 is on: error;place=registry;status=503\n")
    assert said.endswith("1 switched off\n")


def test_a_fault_that_registries_do_not_have_is_refused(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["fault", "on", "bad_signature", "--url", url])

    assert code == 1
    assert "place is one of adapter" in capsys.readouterr().err
