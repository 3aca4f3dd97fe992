"""A short run of the registries' bench, and what it refuses."""

import re
from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from ndxp.bench import peers
from ndxp.bench.questions import SERVICES, questions
from ndxp.bench.registries import RegistriesPlan, run_registries
from ndxp.bench.registry_report import MANY, good, rows
from ndxp.cli import main
from ndxp.registries import CountrySettings, Registries

COUNT = 30
KEYS = {
    "dancu": r"<dan:SoDinhDanh>([0-9]+)<",
    "dkdn": r"msdn=([0-9]+)",
    "bhxh": r'"maThe": "(\w+)"',
    "datdai": r"thuadat\?(.+)",
}


@pytest.fixture(scope="module")
def registries() -> Registries:
    return Registries(CountrySettings(scale=1e-4))


@pytest.mark.drill  # half a minute of servers and clients; `ndxp bench` itself has a test in the suite
@pytest.mark.timeout(180)  # five servers and fifteen clients start, on a machine that may be busy
async def test_every_row_gives_the_very_answers_that_the_registries_give_in_process(
    tmp_path: Path,
) -> None:
    notes: list[str] = []
    plan = RegistriesPlan(folder=tmp_path, seconds=0.3, rounds=1)

    results = await run_registries(plan, notes.append)

    assert good(results)
    assert list(results.runs()) == list(rows(with_peers=False))
    assert all(results.rates(row)[0] > 0 for row in results.rows)
    assert all(results.connections(row) == MANY for row in results.rows)
    assert len(notes) == 3 * len(results.rows)  # to warm up, with many in flight, with one


@pytest.mark.parametrize("registry", SERVICES)
async def test_the_questions_are_about_different_records_that_exist(
    registry: str, registries: Registries
) -> None:
    asks = await questions(registries, registry, COUNT)

    asked = [re.findall(KEYS[registry], ask["what"] + ask["body"]) for ask in asks]
    assert all(len(keys) == 1 for keys in asked)
    assert len({keys[0] for keys in asked}) == len({ask["expect"] for ask in asks}) == COUNT


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["registries", "--bus", "amqp://127.0.0.1/"], "--bus"),
        (["--peers", "."], "--peers"),
        (["exchange", "--peers", "."], "--peers"),
        (["registries", "--seconds", "0"], "--seconds"),
    ],
)
def test_an_option_that_does_not_fit_is_refused(
    words: list[str], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", *words]) == 2
    assert option in capsys.readouterr().err


async def test_without_node_there_are_no_peers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ConfigurationError, match=r"Node\.js"):
        await peers.install(tmp_path, lambda text: None)
