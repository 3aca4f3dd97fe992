"""What a network file says of how its subsystems prove who they are, and of how much they may ask for."""

import tomllib

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.errors import ConfigurationError
from gateway.message import SubsystemId
from gateway.network import Allowance, Network, read_network
from tests.gateway.edge.secured import Shown, pinned, self_signed
from tests.gateway.members import SMALL

CLIENT, OTHER = "VN/GOV/H29/motcua", "VN/GOV/G14/lgsp"


@pytest.fixture(scope="module")
def pin(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return self_signed(tmp_path_factory.mktemp("pin") / "pin.pem")


def read(head: str = "", ours: str = "", theirs: str = "") -> Network:
    """The small network with this at its head, and these lines about two consumers."""
    text = SMALL.read_text("utf-8").replace('auth = "none"', head)
    for client, more in ((CLIENT, ours), (OTHER, theirs)):
        text = text.replace(f'id = "{client}"\n', f'id = "{client}"\n{more}\n')
    return read_network("net.toml", tomllib.loads(text))


def auths(network: Network) -> list[str]:
    return [network.subsystems[SubsystemId.parse(each)].auth for each in (CLIENT, OTHER)]


def test_who_says_nothing_has_to_show_a_certificate() -> None:
    assert auths(read()) == ["mtls", "mtls"]


def test_what_stands_at_the_head_is_for_all_that_do_not_say_it_themselves() -> None:
    network = read('auth = "token"', ours='auth = "none"')

    assert auths(network) == ["none", "token"]
    assert network.unproven() == [SubsystemId.parse(CLIENT)]


@pytest.mark.parametrize("network", ["small.toml", "country.toml"])
def test_the_shipped_networks_ask_for_no_proof_and_set_no_bounds(network: str) -> None:
    document = tomllib.loads((SMALL.parent / network).read_text("utf-8"))

    subsystems = read_network(network, document).subsystems.values()

    assert {each.auth for each in subsystems} == {"none"}
    assert {each.allowance for each in subsystems} == {
        Allowance(rate_per_s=None, burst=1, max_in_flight=None)
    }


def test_a_pinned_certificate_is_kept_byte_for_byte(pin: Shown) -> None:
    subsystem = read(ours=pinned(pin)).subsystems[SubsystemId.parse(CLIENT)]

    assert subsystem.certificates == (pin.certificate.public_bytes(Encoding.DER),)


def test_bounds_are_read_and_a_burst_is_a_second_of_the_rate_unless_told() -> None:
    network = read(ours="rate_per_s = 5\nmax_in_flight = 2", theirs="rate_per_s = 5\nburst = 9")

    allowances = [network.subsystems[SubsystemId.parse(each)].allowance for each in (CLIENT, OTHER)]
    assert allowances == [
        Allowance(rate_per_s=5, burst=5, max_in_flight=2),
        Allowance(rate_per_s=5, burst=9, max_in_flight=None),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('auth = "basic"', "subsystem[4].auth: is one of mtls, token, none"),
        ("auth = 1", "subsystem[4].auth: is one of mtls, token, none"),
        ('certificates = ["x"]', "subsystem[4].certificates[0]: is no certificate in PEM"),
        ("certificates = []", "subsystem[4].certificates: at least one is needed"),
        ("rate_per_s = 0", "subsystem[4].rate_per_s: must be a whole number from 1 on"),
        ("rate_per_s = true", "subsystem[4].rate_per_s: must be a whole number from 1 on"),
        ("max_in_flight = 1.5", "subsystem[4].max_in_flight: must be a whole number from 1 on"),
        ("burst = 3", "subsystem[4].burst: only with rate_per_s"),
    ],
)
def test_every_fault_is_named_with_its_key(line: str, fault: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(ours=line)

    assert raised.value.faults == [fault]


def test_an_unknown_proof_at_the_head_is_a_fault() -> None:
    with pytest.raises(ConfigurationError) as raised:
        read('auth = "Mtls"')

    assert raised.value.faults == ["auth: is one of mtls, token, none"]


def test_a_pin_without_certificates_to_show_is_a_fault(pin: Shown) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(ours=f'auth = "token"\n{pinned(pin)}')

    assert raised.value.faults == ['subsystem[4].certificates: only with auth = "mtls"']


def test_a_certificate_is_pinned_for_one_subsystem_only(pin: Shown) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(ours=pinned(pin), theirs=pinned(pin))

    assert raised.value.faults == [f"subsystem {OTHER}.certificates: one is {CLIENT}'s already"]
