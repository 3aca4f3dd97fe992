"""What lies in the folder of the example adapter in Node keeps our rules, and its README is true."""

import json
import re
import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.network import load_document, load_network, read_network
from gateway.network.proposal import load_proposal
from gateway.schema import Catalogue
from ndxp.compose import DEFAULT_NETWORK
from tests.docs.blocks import typed_blocks
from tests.docs.terminal import Terminals
from tests.examples.node import DRAWINGS, FOLDER, LISTS, PERMITS, PROVIDER, SCHEMAS, installed
from tests.examples.sealing import CLIENT
from tests.gateway.bus.broker import Backdoor

AMBIGUOUS = ("\\d", "\\w", "\\s", "\\b", "\\p", "$\n")
OURS = ["adapter.js", "lib/*.js", "register/*.js", "test/*.js"]
MOST_LINES = 300


def sources() -> list[Path]:
    return [path for pattern in OURS for path in FOLDER.glob(pattern)]


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a schema but its examples."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key != "examples":
                yield from nodes(inner)


def test_its_own_tests_pass() -> None:
    done = subprocess.run(
        ["npm", "test"], cwd=installed(), capture_output=True, text=True, check=False, timeout=40
    )

    assert done.returncode == 0, done.stdout
    assert re.search(r"^# pass [1-9][0-9]*$", done.stdout, re.MULTILINE)


def test_every_file_is_short() -> None:
    assert len(sources()) > 20
    assert [path for path in sources() if path.read_text("utf-8").count("\n") > MOST_LINES] == []


def test_every_library_is_pinned_and_no_registry_is_named() -> None:
    package = json.loads((FOLDER / "package.json").read_text("utf-8"))
    lock = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))
    locked = {name.removeprefix("node_modules/"): each for name, each in lock["packages"].items()}

    assert package["dependencies"] == {
        name: locked[name]["version"] for name in package["dependencies"]
    }
    assert [name for name, each in locked.items() if name and "integrity" not in each] == []
    assert [name for name, each in locked.items() if "resolved" in each] == []


def test_the_schemas_keep_the_rules_of_ours() -> None:
    schemas = [json.loads(path.read_text("utf-8")) for path in SCHEMAS.rglob("*.json")]

    for node in [node for schema in schemas for node in nodes(schema)]:
        assert node.get("type") != "object" or node["additionalProperties"] is False
        assert not any(sign in str(node.get("pattern", "")) for sign in AMBIGUOUS)
        texts = [node[key] for key in ("title", "description") if isinstance(node.get(key), str)]
        assert [text for text in texts if " / " not in text] == []


def test_it_asks_for_its_own_services_and_says_that_its_code_is_a_guess() -> None:
    proposal, small = load_proposal(FOLDER / "proposal.toml"), load_document(DEFAULT_NETWORK)

    granted, before = (read_network("", each) for each in (proposal.granted_in(small), small))
    assert granted.subsystems.keys() - before.subsystems.keys() == {PROVIDER}
    assert granted.rights.keys() - before.rights.keys() == {
        (CLIENT, service) for service in (PERMITS, LISTS, DRAWINGS)
    }
    assert granted.members[PROVIDER.member].assumed
    Catalogue.load(SCHEMAS, proposal.described)  # raises where one is missing


@pytest.fixture
async def namespaced(amqp_url: str) -> AsyncIterator[str]:
    """The broker with names of our own, as the value of --bus and the option after it."""
    namespace = f"t-{uuid.uuid4()}"
    yield f"{amqp_url} --namespace {namespace}"
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        network = load_network(DEFAULT_NETWORK)
        await backdoor.clean([PROVIDER, *(provider.id for provider in network.providers())])


@pytest.mark.rabbit
async def test_the_readme_followed_to_the_letter_ends_with_a_checked_adapter(
    tmp_path: Path, namespaced: str
) -> None:
    installed()

    with Terminals(tmp_path, namespaced) as terminals:
        blocks = typed_blocks("examples/adapter-node/README.md")
        printed = "".join([terminals.type(block) for block in blocks])

    assert '"SoGiayPhep": "215/GPXD-2024"' in printed
    assert "<svg/>" in printed
    assert re.search(r"keeps the protocol: ([0-9]+) of \1 cases are good", printed)
