"""A proposal becomes part of a network when a person grants it, and stays part of it."""

import json
import shutil
from pathlib import Path

import pytest

from gateway.authority import prepare
from gateway.clock import SystemClock
from gateway.errors import ConfigurationError, StateError
from gateway.granting import grant, preview
from gateway.handover import export_trust, import_trust
from gateway.message import ServiceId, SubsystemId
from gateway.network.proposal import load_proposal
from gateway.schema import Catalogue
from gateway.state import State
from ndxp.compose import DEFAULT_NETWORK, NETWORKS

VEHICLES = Path(__file__).resolve().parents[2] / "examples" / "vehicles"
PROPOSAL = load_proposal(VEHICLES / "proposal.toml")
SERVICE = ServiceId.parse("VN/GOV/G04/phuongtien/traCuuPhuongTien")
RIGHT = (SubsystemId.parse("VN/GOV/H29/motcua"), SERVICE)
CLOCK = SystemClock()


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(folder=tmp_path / "state")
    prepare(state, DEFAULT_NETWORK, "test", CLOCK)
    return state


def test_what_is_granted_stands_in_a_newer_document(state: State) -> None:
    before = state.directory()

    granted = grant(state, PROPOSAL, CLOCK)

    assert granted.version == before.version + 1
    assert RIGHT in granted.network.rights
    assert RIGHT not in before.network.rights
    assert state.directory().document == granted.document


def test_a_preview_shows_both_networks_and_changes_nothing(state: State) -> None:
    before = state.document()

    old, new = preview(state, PROPOSAL, CLOCK)

    assert (RIGHT in old.rights, RIGHT in new.rights) == (False, True)
    assert state.document() == before
    assert state.granted() == state.granted_schemas() == []


def test_a_new_member_gets_a_key(state: State) -> None:
    assert not state.numbers("VN/GOV/G04")

    grant(state, PROPOSAL, CLOCK)

    assert state.has_signer("VN/GOV/G04")


def test_granted_again_it_makes_no_new_version(state: State) -> None:
    first = grant(state, PROPOSAL, CLOCK)

    assert grant(state, PROPOSAL, CLOCK).version == first.version


@pytest.mark.parametrize("file", [DEFAULT_NETWORK, NETWORKS / "country.toml"])
def test_it_outlives_the_next_start_with_a_network_file(state: State, file: Path) -> None:
    grant(state, PROPOSAL, CLOCK)

    assert RIGHT in prepare(state, file, "test", CLOCK).network.rights


def test_without_its_file_it_is_gone_after_the_next_start(state: State) -> None:
    grant(state, PROPOSAL, CLOCK)
    shutil.rmtree(state.granted_proposal(SERVICE.provider).parent)

    assert RIGHT not in prepare(state, DEFAULT_NETWORK, "test", CLOCK).network.rights


def test_a_network_that_cannot_take_it_any_more_is_refused_by_name(state: State) -> None:
    grant(state, PROPOSAL, CLOCK)
    other = state.folder / "other.toml"
    text = DEFAULT_NETWORK.read_text("utf-8").replace("VN/GOV/H29/motcua", "VN/GOV/H29/khac")
    other.write_text(text, "utf-8")

    with pytest.raises(
        ConfigurationError, match=r"granted/VN\.GOV\.G04\.phuongtien/proposal\.toml"
    ):
        prepare(state, other, "test", CLOCK)


def test_the_gateway_gets_the_schemas_of_these_services_and_no_other(
    state: State, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(VEHICLES, project)
    shutil.copytree(
        project / "schemas" / "phuongtien",
        project / "schemas" / "dancu",
    )

    grant(state, load_proposal(project / "proposal.toml"), CLOCK)

    (folder,) = state.granted_schemas()
    assert [path.name for path in folder.iterdir()] == ["phuongtien"]
    Catalogue.load(folder, [SERVICE]).check_request(SERVICE, {"BienSo": "51F12345"})


def test_granted_again_a_changed_schema_is_taken(state: State, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(VEHICLES, project)
    grant(state, load_proposal(project / "proposal.toml"), CLOCK)
    file = project / "schemas/phuongtien/traCuuPhuongTien/v1/request.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"title": "other"}), "utf-8")

    grant(state, load_proposal(project / "proposal.toml"), CLOCK)

    (folder,) = state.granted_schemas()
    assert Catalogue.load(folder, [SERVICE]).schemas(SERVICE)[0]["title"] == "other"


@pytest.mark.parametrize("act", [grant, preview])
def test_a_missing_schema_is_named_before_anything_is_written(
    state: State, tmp_path: Path, act: object
) -> None:
    file = tmp_path / "proposal.toml"
    shutil.copy(VEHICLES / "proposal.toml", file)
    before = state.document()

    with pytest.raises(ConfigurationError, match=r"traCuuPhuongTien: request\.json"):
        act(state, load_proposal(file), CLOCK)  # type: ignore[operator]  # one of the two

    assert state.document() == before
    assert not state.numbers("VN/GOV/G04")


def test_only_who_has_the_authoritys_key_can_grant(state: State, tmp_path: Path) -> None:
    other = State(folder=tmp_path / "other")
    import_trust(other, export_trust(state))

    with pytest.raises(StateError, match="holds no authority key"):
        grant(other, PROPOSAL, CLOCK)


def test_the_schemas_of_a_service_that_was_there_before_are_nobodys_to_bring(
    state: State, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(VEHICLES / "schemas", project / "schemas")
    ours = project / "schemas" / "dancu" / "TraCuuThongTinCongDan"
    shutil.copytree(project / "schemas" / "phuongtien" / "traCuuPhuongTien", ours)
    document = """
        member = [{id = "VN/GOV/G01", name = "A", name_vi = "A"}]
        right = [{clients = ["VN/GOV/H29/motcua"], services = ["VN/GOV/G01/dancu/TraCuuThongTinCongDan"]}]
        [[subsystem]]
        id = "VN/GOV/G01/dancu"
        name = "A"
        name_vi = "A"
        services = ["TraCuuThongTinCongDan"]
    """
    (project / "proposal.toml").write_text(document, "utf-8")
    proposal = load_proposal(project / "proposal.toml")

    for attempt in (preview, grant):
        with pytest.raises(ConfigurationError, match="TraCuuThongTinCongDan has schemas already"):
            attempt(state, proposal, CLOCK)

    assert state.granted_schemas() == []
