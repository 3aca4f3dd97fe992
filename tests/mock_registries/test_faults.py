"""Faults are off until somebody switches them on."""

import pytest

from mock_registries.faults import Faults


def test_everything_is_up_at_first(faults: Faults) -> None:
    assert not faults.down("dancu")
    assert faults.delay_s("dancu") == 0


def test_a_fault_ends_with_its_block(faults: Faults) -> None:
    with faults.on("dkdn", "down"), faults.on("bhxh", "slow", seconds=2.5):
        inside = faults.down("dkdn"), faults.delay_s("bhxh"), faults.down("bhxh")

    assert inside == (True, 2.5, False)
    assert not faults.down("dkdn")
    assert faults.delay_s("bhxh") == 0


def test_a_block_restores_what_was_on_before(faults: Faults) -> None:
    faults.switch("bhxh", "slow", on=True, seconds=1)

    with faults.on("bhxh", "slow", seconds=9):
        pass

    assert faults.delay_s("bhxh") == 1


@pytest.mark.parametrize(("registry", "fault"), [("dan_cu", "down"), ("dancu", "dwon")])
def test_a_misspelt_fault_is_refused(faults: Faults, registry: str, fault: str) -> None:
    with pytest.raises(ValueError, match="the registries are"):
        faults.switch(registry, fault, on=True)
