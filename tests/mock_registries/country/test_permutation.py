"""The arithmetic under the country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country.permutation import Split, mix, permute, unpermute

sizes = st.integers(min_value=1, max_value=10**12)
keys = st.integers(min_value=0, max_value=2**64 - 1)


@given(sizes, keys, st.data())
def test_a_permutation_is_undone_by_its_inverse(size: int, key: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=size - 1))

    place = permute(index, size, key)

    assert 0 <= place < size
    assert unpermute(place, size, key) == index


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100, 257])
def test_a_permutation_hits_every_place_once(size: int) -> None:
    places = {permute(index, size, 5) for index in range(size)}

    assert places == set(range(size))


@pytest.mark.parametrize("index", [-1, 10])
def test_an_index_outside_the_range_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match=r"range\(10\)"):
        permute(index, 10, 1)
    with pytest.raises(ValueError, match=r"range\(10\)"):
        unpermute(index, 10, 1)


@given(
    st.integers(min_value=0, max_value=10**9),
    st.lists(st.integers(min_value=1, max_value=1000), min_size=1, max_size=50),
)
def test_a_split_hands_everything_out(total: int, weights: list[int]) -> None:
    split = Split(total, weights)

    assert sum(split.size(class_) for class_ in range(len(weights))) == total


@given(st.integers(min_value=0, max_value=9999))
def test_a_split_finds_the_class_of_each_number(number: int) -> None:
    split = Split(10_000, [3, 1, 400, 7])

    class_, rank = split.locate(number)

    assert split.start(class_) + rank == number
    assert rank < split.size(class_)


def test_mixing_is_the_same_on_every_machine() -> None:
    assert mix() == 0x9E3779B97F4A7C15
    assert mix(2022, 1) == 11104351598393930354
