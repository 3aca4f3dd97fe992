"""The registries beside servers of one answer."""

from ndxp.bench.closed_loop import Measured
from ndxp.bench.registry_report import MANY, REGISTRIES, as_json, good, ratios, rows
from ndxp.bench.results import ONE, Results


def results(rates: dict[str, list[float]], *, with_peers: bool) -> Results:
    found = Results(rows=rows(with_peers=with_peers), many=MANY)
    for row in found.rows:
        for rate in rates.get(row, [100.0, 50.0]):
            found.add(row, MANY, measured(rate))
            found.add(row, ONE, measured(1.0))
    return found


def measured(rate: float, *, errors: int = 0, connections: int = 1) -> Measured:
    return Measured(
        rate=rate, p50_ms=1.0, p99_ms=2.0, calls=10, errors=errors, connections=connections
    )


def test_every_registry_is_set_against_every_server_of_one_answer() -> None:
    found = ratios(results({"dancu": [300.0, 150.0]}, with_peers=True))

    assert set(found) == {
        f"{ours}_vs_{theirs}"
        for ours in REGISTRIES
        for theirs in ("bare_aiohttp", "prism", "mountebank", "mountebank_kept_alive")
    }
    assert (found["dancu_vs_prism"], found["bhxh_vs_mountebank"]) == (3.0, 1.0)


def test_without_peers_there_is_nothing_about_them() -> None:
    alone = results({}, with_peers=False)

    assert list(ratios(alone)) == [f"{ours}_vs_bare_aiohttp" for ours in REGISTRIES]
    assert list(alone.runs()) == [*REGISTRIES, "bare_aiohttp"]


def test_one_wrong_answer_makes_the_figures_count_for_nothing() -> None:
    found = results({}, with_peers=True)
    assert good(found)

    found.add("prism", ONE, measured(1.0, errors=1))

    assert not good(found)
    assert as_json({}, found)["ok"] is False


def test_the_most_connections_that_a_client_opened_are_shown() -> None:
    found = results({}, with_peers=False)
    found.add("dkdn", MANY, measured(1.0, connections=16))
    found.add("dkdn", ONE, measured(1.0, connections=99))

    assert found.connections("dkdn") == 16
    run = found.runs()["dkdn"]
    assert isinstance(run, dict)
    assert (run["connections_at_16"], run["rates_at_16"]) == (16, [100.0, 50.0, 1.0])
