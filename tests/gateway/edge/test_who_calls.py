"""Nobody gets through as a client without its proof: all proofs, all clients, all mixed up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from gateway.authority import DAY_MS
from gateway.certificates import thumbprint
from gateway.edge.authentication import Authentication, Evidence
from gateway.errors import UnauthenticatedError, UnknownMemberError
from gateway.message import SubsystemId
from gateway.network import Auth
from gateway.refresh import DirectorySource
from gateway.tokens import Tokens
from gateway.trust import Directory
from tests.gateway.edge.secured import (
    CLOCK,
    Shown,
    issued,
    issued_by_a_stranger,
    prepared,
    self_signed,
)

NAMES = ["VN/GOV/H29/motcua", "VN/GOV/G14/lgsp", "VN/COM/0199999991/khachhang"]
CLIENTS = [SubsystemId.parse(name) for name in NAMES]
STRANGER = SubsystemId.parse("VN/GOV/H29/la")
Kind = Literal["issued", "pin", "revoked", "over", "strange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A network, and every proof that might be shown in it, with what is true of it."""

    directory: Directory
    tokens: Tokens
    texts: Mapping[str, SubsystemId | None]  # Authorization -> whom it stands for
    certificates: Mapping[bytes, tuple[SubsystemId, Kind]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    state = prepared(folder)
    now_ms = CLOCK.now_ms()
    shown: dict[tuple[SubsystemId, Kind], Shown] = {}
    tokens, texts = Tokens(state.tokens), dict[str, SubsystemId | None]()
    for client in CLIENTS:
        own = folder / client.subsystem
        own.mkdir()
        shown[client, "issued"] = issued(state, str(client))
        shown[client, "revoked"] = issued(state, str(client))
        shown[client, "over"] = issued(state, str(client), since_days=900)
        shown[client, "strange"] = issued_by_a_stranger(own, str(client))
        shown[client, "pin"] = self_signed(own / "pin.pem", str(client))
        _, good = tokens.issue(client, [], now_ms, DAY_MS)
        old, lost = tokens.issue(client, [], now_ms, DAY_MS)
        tokens.revoke(old.id)
        texts |= {f"Bearer {good}": client, f"bEARER {good}": client, f"Bearer {lost}": None}
        texts |= {f"Basic {good}": None, good: None, f"Bearer {good[:-1]}": None}
        texts |= {f"Bearer {good[:17]}{lost[17:]}": None}
    revoked = frozenset(thumbprint(shown[each, "revoked"].certificate) for each in CLIENTS)
    return World(
        directory=replace(state.directory(), revoked=revoked),
        tokens=tokens,
        texts=texts,
        certificates={
            each.certificate.public_bytes(Encoding.DER): proof for proof, each in shown.items()
        },
    )


@given(data=st.data())
def test_nobody_gets_through_as_a_client_without_its_proof(
    world: World, data: st.DataObject
) -> None:
    auths: dict[SubsystemId, Auth] = {
        each: data.draw(st.sampled_from(["mtls", "token", "none"])) for each in CLIENTS
    }
    pins = {each: data.draw(st.booleans()) for each in CLIENTS}
    loopback = data.draw(st.booleans())
    named = data.draw(st.sampled_from([*CLIENTS, STRANGER]))
    shown = data.draw(st.sampled_from([None, b"no certificate", *world.certificates]))
    values = data.draw(st.lists(st.sampled_from(["", *world.texts]), max_size=3))
    authentication = _authentication(world, auths, pins)
    authentication.believes_neighbours = loopback
    evidence = Evidence(authorization=values, certificate=shown)

    try:
        caller = authentication.caller(named, evidence).client.id
    except (UnauthenticatedError, UnknownMemberError):
        caller = None

    expected = (
        named != STRANGER
        and {
            "none": loopback,
            "token": named in [world.texts.get(value) for value in values],
            "mtls": world.certificates.get(shown or b"")
            == (named, "pin" if pins[named] else "issued"),
        }[auths[named]]
    )
    assert caller == (named if expected else None)


def _authentication(
    world: World, auths: Mapping[SubsystemId, Auth], pins: Mapping[SubsystemId, bool]
) -> Authentication:
    network = world.directory.network
    own = {c: tuple(d for d, p in world.certificates.items() if p == (c, "pin")) for c in CLIENTS}
    subsystems = {
        each.id: replace(
            each,
            auth=auths.get(each.id, "mtls"),
            certificates=own[each.id] if pins.get(each.id) else (),
        )
        for each in network.subsystems.values()
    }
    directory = replace(world.directory, network=replace(network, subsystems=subsystems))
    return Authentication(DirectorySource(directory, CLOCK), world.tokens, CLOCK)


def test_a_door_opens_to_whoever_proves_to_be_anybody(world: World) -> None:
    every: list[bytes] = [*world.certificates]
    for auth in ("mtls", "token", "none"):
        authentication = _authentication(world, dict.fromkeys(CLIENTS, auth), {})
        authentication.believes_neighbours = False
        for shown in [None, *every]:
            for value in ["", *world.texts]:
                proven = (
                    shown is not None
                    and auth == "mtls"
                    and world.certificates[shown][1] == "issued"
                ) or (auth == "token" and world.texts.get(value) is not None)
                evidence = Evidence(authorization=[value], certificate=shown)
                assert _opens(authentication, evidence) == proven


def _opens(authentication: Authentication, evidence: Evidence) -> bool:
    try:
        authentication.check_somebody(evidence)
    except UnauthenticatedError:
        return False
    return True
