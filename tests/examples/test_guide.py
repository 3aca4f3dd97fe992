"""docs/adapters.md from the first block to the last: commands typed, files written as they stand there."""

import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.message import SubsystemId
from gateway.network import load_network
from ndxp.compose import DEFAULT_NETWORK
from tests.docs.blocks import ROOT, read_blocks, typed_blocks
from tests.docs.terminal import Terminals
from tests.gateway.bus.broker import Backdoor

GUIDE = "docs/adapters.md"
README = "examples/vehicles/README.md"
VEHICLES = ROOT / "examples" / "vehicles"
PROJECT = "phuongtien/"
PROVIDER = SubsystemId.parse("VN/GOV/G04/phuongtien")


@pytest.fixture
async def namespaced(amqp_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The broker with names of our own, as the value of --bus and the option after it."""
    # For the tests that the guide runs; what they do not need takes a second to load.
    monkeypatch.setenv("AMQP_URL", amqp_url)
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:schemathesis -p no:anyio -p no:asyncio")
    namespace = f"guide-{uuid.uuid4()}"
    yield f"{amqp_url} --namespace {namespace}"
    providers = [PROVIDER, *(each.id for each in load_network(DEFAULT_NETWORK).providers())]
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        await backdoor.clean(providers)


@pytest.mark.rabbit
def test_the_guide_followed_to_the_letter_ends_with_answers(
    tmp_path: Path, namespaced: str
) -> None:
    with Terminals(tmp_path, namespaced) as terminals:
        printed = [terminals.type(block) for block in typed_blocks(GUIDE)]

    tests = [text for text in printed if " passed" in text]
    answers = [text for text in printed if text.startswith("POST ")]
    assert [re.findall(r"(\d+) (passed|skipped|failed)", text) for text in tests] == [
        [("4", "passed")],
        [("4", "passed")],
    ]
    assert ["TOYOTA VIOS" in answers[0], "THACO OLLIN" in answers[1]] == [True, True]
    assert files_of(tmp_path / PROJECT).keys() == files_of(VEHICLES).keys()


def test_what_the_reader_pastes_is_the_example() -> None:
    pasted = {block.file: block.text for block in read_blocks(GUIDE) if block.file}

    assert len(pasted) == 3
    assert {name: files_of(VEHICLES)[name.removeprefix(PROJECT)] for name in pasted} == pasted


def test_the_readme_of_the_example_says_what_the_guide_says() -> None:
    guide = {block.text for block in typed_blocks(GUIDE)}

    typed = [block.text.replace("examples/vehicles/", PROJECT) for block in typed_blocks(README)]
    assert len(typed) == 3
    assert [text for text in typed if text not in guide] == []


def files_of(project: Path) -> dict[str, str]:
    """The files of a project by name, without what tools leave there."""
    return {
        path.relative_to(project).as_posix(): path.read_text("utf-8")
        for path in project.rglob("*")
        if path.is_file() and not {"__pycache__", ".pytest_cache"} & set(path.parts)
    }
