"""`ndxp up --adapter FILE`: which adapter is meant, and what is said where none is."""

import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.errors import ConfigurationError
from gateway.granting import grant
from gateway.message import SubsystemId
from gateway.network.proposal import load_proposal
from gateway.state import State
from ndxp.cli.own_adapters import serve_own
from ndxp.compose import Node, open_bus, open_node, prepare_state

VEHICLES = Path(__file__).resolve().parents[2] / "examples" / "vehicles"
PROVIDER = SubsystemId.parse("VN/GOV/G04/phuongtien")
ADAPTER = """
class {name}:
    subsystem = "VN/GOV/G04/phuongtien"
    async def answer(self, call):
        ...
"""


@pytest.fixture(autouse=True)
def _path() -> Iterator[None]:
    """Folders of adapters are looked into as long as the process lives; here, as long as the test does."""
    before = sys.path[:]
    yield
    sys.path[:] = before


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    """A gateway whose network has the vehicles."""
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    grant(state, load_proposal(VEHICLES / "proposal.toml"), SystemClock())
    async with open_bus(None) as bus, open_node(state, bus, Limits()) as node:
        yield node


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the schemas of the vehicles, and no adapter."""
    shutil.copytree(VEHICLES / "schemas", tmp_path / "project" / "schemas")
    return tmp_path / "project"


def written(project: Path, text: str) -> Path:
    file = project / "adapter.py"
    file.write_text(text, "utf-8")
    return file


async def served(node: Node, file: Path) -> bool:
    async with serve_own([file], node, obeys_faults=False):
        return await node.bus.present(PROVIDER)


async def test_the_adapter_in_a_file_answers_until_the_platform_ends(node: Node) -> None:
    assert await served(node, VEHICLES / "adapter.py")
    assert not await node.bus.present(PROVIDER)


async def test_its_own_modules_lie_beside_it(node: Node, project: Path) -> None:
    (project / "beside_the_adapter.py").write_text("SUBSYSTEM = 'VN/GOV/G04/phuongtien'", "utf-8")
    text = "from beside_the_adapter import SUBSYSTEM\n" + ADAPTER.format(name="Own")

    assert await served(
        node, written(project, text.replace('"VN/GOV/G04/phuongtien"', "SUBSYSTEM"))
    )


async def test_one_that_the_module_made_is_meant(node: Node, project: Path) -> None:
    text = ADAPTER.format(name="Own") + "    def __init__(self, url): ...\nOURS = Own('http://x')\n"

    assert await served(node, written(project, text))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("X = 1", r"adapter\.py has no adapter: one class with `subsystem`"),
        ("from examples.vehicles.adapter import Vehicles", "has no adapter"),
        (ADAPTER.format(name="A") + ADAPTER.format(name="B"), "has 2 adapters"),
        (ADAPTER.format(name="A") + "    def __init__(self, url): ...", "missing 1 required"),
        ("class A(:", "SyntaxError"),
        ("import nothing_of_this_name", "ModuleNotFoundError: No module named"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
async def test_a_file_without_an_adapter_is_told_why(
    node: Node, project: Path, text: str, complaint: str
) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        await served(node, written(project, text))


async def test_a_file_that_is_no_python_is_named(node: Node, project: Path) -> None:
    file = project / "adapter.txt"
    file.touch()

    with pytest.raises(ConfigurationError, match=r"adapter\.txt is no Python file"):
        await served(node, file)


async def test_a_file_that_is_not_there_is_named(node: Node, project: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"adapter\.py: FileNotFoundError"):
        await served(node, project / "adapter.py")


async def test_what_was_not_granted_is_not_served(node: Node, project: Path) -> None:
    text = ADAPTER.format(name="Own").replace("G04/phuongtien", "G04/khong")

    with pytest.raises(ConfigurationError, match="ndxp trust grant"):
        await served(node, written(project, text))
