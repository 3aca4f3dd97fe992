"""What the documents tell a reader to type works when it is typed."""

import json
import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.message import SubsystemId
from gateway.network import load_network
from gateway.network.proposal import load_proposal
from tests.docs.blocks import DOCUMENTS, ROOT, Block, read_blocks, shell_blocks, typed_blocks
from tests.docs.terminal import Terminals
from tests.gateway.bus.broker import Backdoor

SMALL = ROOT / "ndxp" / "networks" / "small.toml"
NOT_RUN = 0
"""How many blocks carry a reason why they are not run; a new one has to be argued for here."""
FOLLOWED = ["docs/adapters.md"]
"""What another test follows from the first block to the last: tests/examples/test_guide.py."""
ALONE = [name for name in DOCUMENTS if name not in FOLLOWED]


def without_broker(document: str) -> list[Block]:
    """What a reader without a broker types; nothing where the document starts with one."""
    blocks = typed_blocks(document)
    if any(block.needs_broker for block in blocks if block.serves) and not any(
        block.opens_the_port and not block.needs_broker for block in blocks
    ):
        return []
    return [block for block in blocks if not block.needs_broker]


WITHOUT_BROKER = [name for name in ALONE if without_broker(name)]
WITH_BROKER = [
    name
    for name in ALONE
    if name not in WITHOUT_BROKER and any(block.needs_broker for block in typed_blocks(name))
]


@pytest.fixture
async def namespaced(amqp_url: str) -> AsyncIterator[str]:
    """The broker with names of our own, as the value of --bus and the option after it."""
    namespace = f"docs-{uuid.uuid4()}"
    yield f"{amqp_url} --namespace {namespace}"
    proposals = [load_proposal(path) for path in (ROOT / "examples").glob("*/proposal.toml")]
    providers = [each.id for each in load_network(SMALL).providers()]
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        await backdoor.clean([*providers, *(each.subsystem for each in proposals)])


@pytest.mark.parametrize("document", WITHOUT_BROKER)
def test_every_block_of_a_document_runs(document: str, tmp_path: Path) -> None:
    with Terminals(tmp_path) as terminals:
        for block in without_broker(document):
            terminals.type(block)


@pytest.mark.rabbit
@pytest.mark.parametrize("document", WITH_BROKER)
async def test_every_block_of_a_document_runs_with_a_broker(
    document: str, namespaced: str, tmp_path: Path
) -> None:
    with Terminals(tmp_path, namespaced) as terminals:
        for block in typed_blocks(document):
            terminals.type(block)


@pytest.mark.rabbit
@pytest.mark.parametrize(
    "block",
    [b for name in WITHOUT_BROKER for b in typed_blocks(name) if b.needs_broker],
    ids=lambda block: block.place,
)
async def test_a_block_about_the_broker_runs_too(
    block: Block, namespaced: str, tmp_path: Path
) -> None:
    with Terminals(tmp_path, namespaced) as terminals:
        terminals.type(block)
        if block.opens_the_port:
            terminals.type(shell_block("ndxp call dancu\nndxp audit verify\n"))


def test_the_readme_finds_the_person_it_looks_up(tmp_path: Path) -> None:
    blocks = typed_blocks("README.md")
    platform = next(block for block in blocks if block.serves)
    lookup = next(block for block in blocks if "ndxp sample" in block.text)
    sample = shell_block("ndxp sample dancu -n 1\n")

    with Terminals(tmp_path) as terminals:
        terminals.type(platform)
        person = json.loads(terminals.type(lookup))["CongDan"]
        asked = json.loads(terminals.type(sample))

    assert person["SoDinhDanh"] == asked["SoDinhDanh"]


def test_the_readme_shows_the_error_that_comes(tmp_path: Path) -> None:
    blocks = typed_blocks("README.md")
    platform = next(block for block in blocks if block.serves)
    wrong = next(block for block in blocks if "Accept-Language: vi" in block.text)
    shown = json.loads(next(b.text for b in read_blocks("README.md") if b.language == "json"))

    with Terminals(tmp_path) as terminals:
        terminals.type(platform)
        problem = json.loads(terminals.type(wrong))

    assert {**problem, "detail": ""} == {**shown, "detail": ""}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_has_every_target_that_a_document_names(document: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {target for block in shell_blocks(document) for target in block.make_targets}
    targets |= set(re.findall(r"`make ([a-z]+)", (ROOT / document).read_text(encoding="utf-8")))

    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []


def test_a_block_that_is_not_run_says_why() -> None:
    skipped = [
        block for name in DOCUMENTS for block in shell_blocks(name) if block.reason is not None
    ]

    assert [block.place for block in skipped if not block.reason] == []
    assert len(skipped) == NOT_RUN


def test_the_small_network_is_the_one_that_the_readme_calls() -> None:
    network = load_network(SMALL)

    assert SubsystemId.parse("VN/GOV/H29/motcua") in network.subsystems


def shell_block(commands: str) -> Block:
    """Something that a reader types of his own accord."""
    return Block(document="reader", line=0, language="sh", name="", text=commands, reason=None)
