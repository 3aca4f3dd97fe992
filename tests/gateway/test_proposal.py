"""What an adapter may ask a network for, and what becomes of the document once it is granted."""

from pathlib import Path
from typing import Any

import pytest

from gateway.errors import ConfigurationError
from gateway.message import ServiceId, SubsystemId
from gateway.network import WHOLE_SERVICE, load_document, read_network
from gateway.network.proposal import load_proposal
from ndxp.compose import DEFAULT_NETWORK

VEHICLES = Path(__file__).resolve().parents[2] / "examples" / "vehicles" / "proposal.toml"
SERVICE = ServiceId.parse("VN/GOV/G04/phuongtien/traCuuPhuongTien")
CONSUMER = SubsystemId.parse("VN/GOV/H29/motcua")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return load_document(DEFAULT_NETWORK)


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The vehicles' proposal with other words in it."""
    text = VEHICLES.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "proposal.toml"
    file.write_text(text, "utf-8")
    return file


def test_what_is_granted_is_all_that_is_new(document: dict[str, Any]) -> None:
    old = read_network("small", document)

    new = read_network("granted", load_proposal(VEHICLES).granted_in(document))

    assert new.members.keys() - old.members.keys() == {SERVICE.provider.member}
    assert new.subsystems.keys() - old.subsystems.keys() == {SERVICE.provider}
    assert new.rights.keys() - old.rights.keys() == {(CONSUMER, SERVICE)}
    assert old.rights.items() <= new.rights.items()
    assert old.subsystems.items() <= new.subsystems.items()


def test_granting_changes_nothing_that_was_handed_in(document: dict[str, Any]) -> None:
    before = repr(document)

    load_proposal(VEHICLES).granted_in(document)

    assert repr(document) == before


def test_granted_twice_it_is_granted_once(document: dict[str, Any]) -> None:
    proposal = load_proposal(VEHICLES)
    once = proposal.granted_in(document)

    assert proposal.granted_in(once) == once


def test_a_member_that_the_network_knows_stays_as_it_is(
    document: dict[str, Any], tmp_path: Path
) -> None:
    once = load_proposal(VEHICLES).granted_in(document)
    renamed = changed(tmp_path, ('name = "Ministry of Transport"', 'name = "Ministry of Magic"'))

    again = read_network("again", load_proposal(renamed).granted_in(once))

    assert again.members[SERVICE.provider.member].name == "Ministry of Transport"


def test_a_known_subsystem_gets_the_services_that_it_lacks_and_keeps_the_rest(
    document: dict[str, Any], tmp_path: Path
) -> None:
    once = load_proposal(VEHICLES).granted_in(document)
    once["subsystem"][-1] = once["subsystem"][-1] | {"auth": "token"}
    more = changed(
        tmp_path,
        (
            'services = ["traCuuPhuongTien"]',
            'services = ["traCuuPhuongTien", "anh"]\nopaque = ["anh"]',
        ),
        ("/traCuuPhuongTien", "/anh"),
    )

    subsystem = read_network("more", load_proposal(more).granted_in(once)).subsystems[
        SERVICE.provider
    ]

    assert [service.code for service in subsystem.services] == ["traCuuPhuongTien", "anh"]
    assert [service.code for service in subsystem.opaque] == ["anh"]
    assert subsystem.auth == "token"


def test_a_service_with_a_schema_does_not_lose_it(document: dict[str, Any], tmp_path: Path) -> None:
    once = load_proposal(VEHICLES).granted_in(document)
    opened = changed(
        tmp_path, ('["traCuuPhuongTien"]', '["traCuuPhuongTien"]\nopaque = ["traCuuPhuongTien"]')
    )

    network = read_network("opened", load_proposal(opened).granted_in(once))

    assert SERVICE in set(network.described())


def test_a_right_may_be_for_some_endpoints_of_an_opaque_service(
    document: dict[str, Any], tmp_path: Path
) -> None:
    asked = changed(
        tmp_path,
        ('services = ["traCuuPhuongTien"]', 'services = ["anh"]\nopaque = ["anh"]'),
        (
            '"VN/GOV/G04/phuongtien/traCuuPhuongTien"]',
            '"VN/GOV/G04/phuongtien/anh"]\nendpoints = ["GET /*"]',
        ),
    )

    network = read_network("asked", load_proposal(asked).granted_in(document))

    (rule,) = network.rights[CONSUMER, ServiceId.parse("VN/GOV/G04/phuongtien/anh")]
    assert rule.endpoint != WHOLE_SERVICE


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[[member]]", 'owner = "VN/GOV/G04"\n[[member]]', "owner: not for a proposal to say"),
        ("[[right]]", "[[group]]\n[[right]]", "group: not for a proposal to say"),
        (
            'services = ["traCuuPhuongTien"]',
            'services = ["a"]\nregistry = "dancu"',
            r"subsystem\[0\].registry: not",
        ),
        (
            'services = ["traCuuPhuongTien"]',
            'services = ["a"]\nauth = "none"',
            r"subsystem\[0\].auth: not",
        ),
        (
            'services = ["traCuuPhuongTien"]',
            'services = ["a"]\nrate_per_s = 9',
            "rate_per_s: not for",
        ),
        (
            'services = ["traCuuPhuongTien"]',
            'services = ["a"]\ncolour = "red"',
            "colour: unknown key",
        ),
        (
            'services = ["traCuuPhuongTien"]',
            "services = []",
            r"subsystem\[0\].services: at least one",
        ),
        (
            'services = ["traCuuPhuongTien"]',
            'services = "a"',
            r"subsystem\[0\].services: must be a list",
        ),
        (
            'services = ["traCuuPhuongTien"]',
            'services = ["a b"]',
            r"subsystem\[0\].services\[0\]: not",
        ),
        (
            'services = ["traCuuPhuongTien"]',
            'services = ["a"]\nopaque = "a"',
            "opaque: must be a list",
        ),
        (
            'id = "VN/GOV/G04/phuongtien"',
            'id = "VN/GOV/G01/dancu"',
            "is not one of the proposal's member",
        ),
        (
            'id = "VN/GOV/G04/phuongtien"',
            'id = "phuongtien"',
            r"subsystem\[0\].id: not instance/class",
        ),
        (
            "G04/phuongtien/traCuuPhuongTien",
            "G01/dancu/TraCuuThongTinCongDan",
            r"right\[0\].services\[0\]: is not of",
        ),
        ('"Register of motor vehicles"', '"a\\u001b[2K"', r"subsystem\[0\].name: holds characters"),
        ('["000.00.00.G04"]', '["\\u202E"]', r"member\[0\].aliases: holds characters"),
        ("[[right]]", '[[subsystem]]\nid = "x"\n[[right]]', "subsystem: only one"),
        ("[[right]]", "[right]", r"right: at least one \[\[right\]\]"),
        ("[[right]]", "[[right", "Expected"),
    ],
)
def test_what_is_not_its_own_to_say_is_refused(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        load_proposal(changed(tmp_path, (old, new)))


@pytest.mark.parametrize("name", ["member", "subsystem", "right"])
@pytest.mark.parametrize("value", ["5", '"text"', "[]", "[1]", "{}"])
def test_a_table_of_another_form_is_refused(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / "proposal.toml"
    file.write_text(f"{name} = {value}\n", "utf-8")

    with pytest.raises(ConfigurationError, match=name):
        load_proposal(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml: No such file"):
        load_proposal(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("VN/GOV/H29/motcua", "VN/GOV/H99/motcua", r"right\[0\].clients\[0\]: no such subsystem"),
        ('name_vi = "Bộ Giao thông vận tải"', "", r"member\[0\].name_vi: must be a text"),
        ("VN/GOV/G04", "LA/GOV/G04", r"member\[0\].id: must read VN/class/code"),
        ('["000.00.00.G04"]', '["000.00.00.G01"]', "the code 000.00.00.G01 is taken"),
    ],
)
def test_what_the_network_cannot_take_is_named_by_the_proposals_own_key(
    document: dict[str, Any], tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    proposal = load_proposal(changed(tmp_path, (old, new)))

    with pytest.raises(ConfigurationError, match=complaint):
        proposal.granted_in(document)


def test_a_service_whose_schemas_would_be_taken_for_anothers_is_refused(
    document: dict[str, Any], tmp_path: Path
) -> None:
    alike = changed(
        tmp_path, ("phuongtien", "dancu"), ("traCuuPhuongTien", "TraCuuThongTinCongDan")
    )

    with pytest.raises(ConfigurationError, match="VN/GOV/G01/dancu/TraCuuThongTinCongDan"):
        load_proposal(alike).granted_in(document)
