"""Patterns of endpoints, against a table of cases and against a matcher that is slow and obvious."""

import time
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.pathglob import PathGlob, plain_path
from tests.gateway.slowglob import slowly_matches

MATCHES = [
    # ** is every path, also none
    ("**", "", True),
    ("**", "/", True),
    ("**", "/a/b/c", True),
    # letters are themselves, and the whole path counts
    ("/a", "/a", True),
    ("/a", "/b", False),
    ("/a", "/A", False),
    ("/a", "", False),
    ("/a", "/a/", False),
    ("/a/", "/a", False),
    ("/a", "/ab", False),
    ("/a.b", "/axb", False),
    ("/[ab]+", "/a", False),
    ("/[ab]+", "/[ab]+", True),
    ("/", "/", True),
    ("/", "", False),
    # * stays within a segment
    ("/*", "/", True),
    ("/*", "/a", True),
    ("/*", "/a/b", False),
    ("/*", "", False),
    ("/a/*", "/a", False),
    ("/a/*", "/a/", True),
    ("/a/*/c", "/a/b/c", True),
    ("/a/*/c", "/a/b/b/c", False),
    ("/a*", "/abc", True),
    ("/*c", "/abc", True),
    ("/a*c", "/ac", True),
    ("/a*b*c", "/a-b-b-c", True),
    ("/a*b*c", "/a-c-b", False),
    # ** goes over slashes
    ("/**", "/", True),
    ("/**", "", False),
    ("/a/**", "/a", False),
    ("/a/**", "/a/b/c", True),
    ("/a**", "/ab/c", True),
    ("/**/z", "/a/b/z", True),
    ("/**/z", "/z", False),
    ("/**/*", "/a/b", True),
    ("/a/**/c/*", "/a/b/b/c/d", True),
    ("/a/**/c/*", "/a/b/c/d/e", False),
    ("/***", "/a/b", True),
    # escapes
    (r"/\*", "/*", True),
    (r"/\*", "/a", False),
    (r"/\**", "/*a", True),
    (r"/\*\*", "/**", True),
    (r"/\*\*", "/a/b", False),
    (r"/\\*", "/\\a", True),
    (r"/\\*", "/a", False),
    # beyond ASCII
    ("/hồ-sơ/*", "/hồ-sơ/12", True),
    # an encoded slash is within its segment
    ("/van-ban/*", "/van-ban/12%2F2022", True),
    ("/van-ban/*%2F*", "/van-ban/12%2F2022", True),
    ("/van-ban/*%2F*", "/van-ban/12/2022", False),
    ("/van-ban/12/2022", "/van-ban/12%2F2022", False),
]

PLAIN = [
    ("", ""),
    ("/", "/"),
    ("/a/b", "/a/b"),
    ("/a/", "/a/"),
    ("/%61", "/a"),
    ("/h%E1%BB%93-s%C6%A1", "/hồ-sơ"),
    ("/hồ-sơ", "/hồ-sơ"),
    ("/a%20b+c", "/a b+c"),
    ("/100%25", "/100%"),
    ("/a%2fb", "/a%2Fb"),
    ("/a%2Fb", "/a%2Fb"),
    ("//", "/"),
    ("/a//b", "/a/b"),
    ("//a///b//", "/a/b/"),
    ("/.", "/"),
    ("/./a/./b/.", "/a/b/"),
    ("/%2e/a", "/a"),
    ("/...", "/..."),
    ("/a..b/.c/d.", "/a..b/.c/d."),
    ("/a;x=1/b", "/a;x=1/b"),
    ("/a%3Bx", "/a;x"),
    ("/a\\b", "/a\\b"),
    ("/%2A", "/*"),
]

REFUSED = [
    ("/..", ".."),
    ("/a/../b", ".."),
    ("/a/..", ".."),
    ("/%2e%2e/a", ".."),
    ("/.%2E/a", ".."),
    ("/a%2F..%2Fb", ".."),
    ("/a%2f%2e%2e", ".."),
    ("/a\\..\\b", ".."),
    ("/a%5c..", ".."),
    ("/..;/a", ".."),
    ("/..;x=1/a", ".."),
    ("/..%3Bx/a", ".."),
    ("/a/;/b", "nameless"),
    ("/a/.;/b", "nameless"),
    ("/%252e%252e/a", "twice"),
    ("/a%252Fb", "twice"),
    ("/a%2541", "twice"),
    ("/a%2525", "twice"),
    ("/%00", "control"),
    ("/a\x00", "control"),
    ("/a%0Ab", "control"),
    ("/%7f", "control"),
    ("/%ff", "UTF-8"),
    ("/%C0%AE%C0%AE", "UTF-8"),
    ("/%E1%BB%2F", "UTF-8"),
    ("/\udc80", "UTF-8"),
    ("/%", "escape"),
    ("/%4", "escape"),
    ("/%zz", "escape"),
    ("a", "begin"),
    ("%2Fa", "begin"),
]

NO_PATTERN = [
    "",
    "a",
    "*",
    "***",
    "**/a",
    "/a//b",
    "/./a",
    "/a/..",
    "/%61",
    "/a%2fb",
    "/a\\b",
    "/a\\",
    "/a\n",
    "/\x00",
]


@pytest.mark.parametrize(("pattern", "path", "matches"), MATCHES)
def test_a_pattern_covers_what_its_table_says(pattern: str, path: str, matches: bool) -> None:
    assert PathGlob.parse(pattern).matches(path) is matches
    assert slowly_matches(pattern, path) is matches


@pytest.mark.parametrize(("raw", "plain"), PLAIN)
def test_a_path_is_decoded_once_and_normalised(raw: str, plain: str) -> None:
    assert plain_path(raw) == plain


@pytest.mark.parametrize(("raw", "why"), REFUSED)
def test_a_path_that_servers_may_read_differently_is_refused(raw: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        plain_path(raw)


@pytest.mark.parametrize("text", NO_PATTERN)
def test_a_pattern_that_no_path_can_match_as_it_is_meant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"path|backslash"):
        PathGlob.parse(text)


TOKEN = st.sampled_from(["a", "b", "*", "**", r"\*", r"\\", "%2F", "ơ", "-"])
SEGMENT = st.lists(TOKEN, min_size=1, max_size=5).map("".join)
PATTERN = st.lists(SEGMENT, max_size=4).map(lambda segments: "/" + "/".join(segments))
PATH = st.lists(st.text("ab*\\ơ-", max_size=4), max_size=5).map(lambda parts: "/" + "/".join(parts))


@given(PATTERN, PATH)
@example("/a**b*", "/a/b")
def test_a_pattern_covers_what_the_slow_matcher_covers(pattern: str, path: str) -> None:
    assert PathGlob.parse(pattern).matches(path) is slowly_matches(pattern, path)


@given(st.text())
def test_whatever_a_plain_path_is_it_has_one_reading(raw: str) -> None:
    try:
        plain = plain_path("/" + raw)
    except ValueError:
        return

    assert plain.startswith("/")
    assert ".." not in plain.replace("\\", "/").replace("%2F", "/").split("/")
    assert "//" not in plain
    assert plain_path(quote(plain, safe="/").replace("%252F", "%2F")) == plain


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="%/\\;.")))
def test_an_encoded_segment_is_read_as_it_was_meant(text: str) -> None:
    assert plain_path("/a/" + quote(text, safe="")) == "/a/" + text


def test_a_long_path_takes_a_time_that_grows_with_its_length() -> None:
    """A matcher that goes back would need 10 to the 30th steps for this one."""
    pattern = PathGlob.parse("/" + "*a" * 30 + "**" + "*a" * 30 + "b")
    started = time.perf_counter()

    assert not pattern.matches("/" + "a" * 20_000)
    assert time.perf_counter() - started < 2
