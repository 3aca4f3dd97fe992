"""What to ask: the same every time, of every service that the registries have."""

import pytest

from gateway.network import load_network
from ndxp.compose import DEFAULT_NETWORK
from ndxp.testing import Platform, Sample

SERVICES = [str(service) for service in load_network(DEFAULT_NETWORK).described()]


@pytest.mark.parametrize("service", SERVICES)
def test_a_sample_of_every_service_is_about_something_that_exists(
    sample: Sample, service: str
) -> None:
    assert sample(service) == sample(service.rpartition("/")[2])
    assert sample(service) != sample.unknown(service)


def test_another_seed_gives_another_one(sample: Sample) -> None:
    assert sample("dancu") != sample("dancu", seed=2)
    assert len({str(body) for body in sample.many("dancu", 5)}) == 5


def test_conditions_narrow_it_down(sample: Sample, ndxp: Platform) -> None:
    (child,) = sample.many("dancu", 1, where=["under=6"])

    born = ndxp.call("dancu", child).body["CongDan"]["NgayThangNamSinh"]
    assert int(born[:4]) >= 2016


def test_a_family_has_linked_records(sample: Sample) -> None:
    family = sample.family()

    numbers = [person["SoDinhDanh"] for person in family["NguoiDan"]]
    assert len(numbers) > 1
    assert {person["SoDinhDanhChuHo"] for person in family["NguoiDan"]} <= set(numbers)
    assert sample.family() == family


def test_a_service_that_there_is_not_is_answered_with_those_that_there_are(
    sample: Sample,
) -> None:
    with pytest.raises(ValueError, match="VN/GOV/G01/dancu/TraCuuThongTinCongDan"):
        sample("nhaDat")
