import pytest

from gateway.message import preferred_language


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("vi", "vi"),
        ("vi-VN, en ; q=0.8", "vi"),
        ("en ; q=0.5 , vi ; q=0.7", "vi"),
        ("en-US,vi;q=0.5", "en"),
        ("vi; q=0", "en"),
        ("vi,en", "en"),
        ("", "en"),
    ],
)
def test_the_language_with_more_weight_is_preferred(accept: str, language: str) -> None:
    assert preferred_language(accept) == language
