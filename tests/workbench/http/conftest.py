"""One platform for all of them; tests only send it things."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.applications import AccountDialect
from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.state import State
from ndxp.registries import Registries
from ndxp.testing import Account as Issued
from ndxp.testing.account import CONSUMER
from ndxp.workbench.http.account import Account
from tests.platform.speaking import Besides, speaking
from tests.workbench.http.place import DENIED, Place, offered

LARGEST = 1 << 16  # bytes of a body: what is sent to be too large need not be much
PROVEN: tuple[AccountDialect, ...] = ("wso2", "lgsp", "c06")


@pytest.fixture(scope="session")
def registries() -> Registries:
    return Registries()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, registries: Registries) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("check")
    besides = Besides(limits=Limits(max_body_bytes=LARGEST))
    with speaking(folder, registries.wires(), [*PROVEN, "vdxp"], besides) as ports:
        named = dict.fromkeys(("r1", "vdxp"), Account(key=DENIED))
        yield Place(
            urls={
                name: f"http://127.0.0.1:{port}{'/dancu' if name == 'c06' else ''}"
                for name, port in ports.items()
            },
            accounts=issued(folder, CONSUMER),
            denied=issued(folder, DENIED) | named,
            offered=offered(registries),
        )


def issued(folder: Path, client: str) -> dict[str, Account]:
    """An account of a client in each dialect that has some, as its owner knows it."""
    found: dict[str, Account] = {}
    for dialect in PROVEN:
        officers = {"canbo01": "mật khẩu"} if dialect == "lgsp" else {}
        one = Issued(dialect=dialect, client=client, officers=officers)
        one.issue(State(folder=folder), SystemClock().now_ms())
        text = f"{one.key}:{one.secret}"
        if officers:
            text = f"{one.lgspaccesstoken}\n{one.auth_hash('canbo01')}"
        found[dialect] = Account.read(dialect, text)
    return found
