"""Who asks and what is asked: chosen from the state folder and the schemas."""

import shutil
from pathlib import Path

import pytest

from gateway.clock import SystemClock
from gateway.errors import ConfigurationError, StateError
from gateway.message import ServiceId, SubsystemId
from gateway.state import State
from ndxp.workbench.bench import Bench, Bodies, open_bench
from tests.workbench.place import SERVICE

VEHICLES = ServiceId.parse(SERVICE)


def opened(state: State, given: dict[str, Bodies] | None = None) -> Bench:
    folders = [state.folder / "schemas"]
    return open_bench(state, VEHICLES.provider, folders, given or {}, SystemClock())


@pytest.fixture
def own_state(state: State, tmp_path: Path) -> State:
    """A copy that a test may change."""
    copy = shutil.copytree(state.folder, tmp_path / "state")
    return State(folder=copy)


def test_the_client_has_the_right_and_the_denied_one_has_not(bench: Bench) -> None:
    rights = bench.directory.network.rights
    assert bench.other is not None
    assert bench.denied is not None
    party, service = bench.denied

    assert (bench.client.id, VEHICLES) in rights
    assert (party.id, service) not in rights
    assert bench.other.id.member != bench.client.id.member


def test_bodies_are_the_examples_of_the_request_schema(bench: Bench) -> None:
    bodies = bench.bodies[VEHICLES]

    assert bodies.found["BienSo"] == "51F12345"
    assert bodies.unknown == {"BienSo": "51F99999"}


def test_bodies_that_are_given_go_before_examples(state: State) -> None:
    given = Bodies(found={"BienSo": "29C67890"}, unknown=None)

    bench = opened(state, {VEHICLES.code: given})

    assert bench.bodies[VEHICLES] == given


def test_a_body_that_does_not_match_its_schema_is_refused_without_its_value(state: State) -> None:
    given = Bodies(found={"BienSo": "khong-phai"}, unknown=None)

    with pytest.raises(ConfigurationError, match=r"traCuuPhuongTien: .*/BienSo: ") as caught:
        opened(state, {VEHICLES.code: given})

    assert "khong-phai" not in str(caught.value)


def test_a_service_without_bodies_is_named(own_state: State) -> None:
    file = own_state.folder.joinpath(
        "schemas", VEHICLES.provider.subsystem, VEHICLES.code, "v1", "request.json"
    )
    file.write_text(file.read_text("utf-8").replace('"examples"', '"x-examples"'), "utf-8")

    with pytest.raises(ConfigurationError, match="traCuuPhuongTien: no body given"):
        opened(own_state)


def test_a_subsystem_that_the_network_does_not_have_is_named(state: State) -> None:
    unknown = SubsystemId.parse("VN/GOV/G04/khong")

    with pytest.raises(ConfigurationError, match="VN/GOV/G04/khong has no services"):
        open_bench(state, unknown, [state.folder / "schemas"], {}, SystemClock())


def test_a_state_folder_without_the_key_of_a_caller_is_named(own_state: State) -> None:
    own_state.key_file("VN/GOV/H29").unlink()

    with pytest.raises(StateError, match="no key of a member that may call"):
        opened(own_state)
