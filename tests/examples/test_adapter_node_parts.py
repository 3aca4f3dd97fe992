"""The parts of the adapter in Node that decide who gets what, held against ours over thousands of inputs."""

import base64
import json
import random
import subprocess
from collections.abc import Callable, Sequence

import pytest

from gateway.errors import InvalidBodyError
from gateway.formats import FORMATS
from gateway.pathglob import PathGlob, plain_path
from gateway.strict_json import parse_json
from tests.examples.node import installed

MANY = 3000
SEGMENTS = (
    *(
        "a",
        "A",
        ".",
        "..",
        "...",
        "/",
        "//",
        "~",
        " ",
        "ồ",
        "",
        "*",
        "\\",
        ";",
        ";x",
        "a;b",
        ".;",
        "..;",
    ),
    *("%2e", "%2E.", "%2f", "%2F", "%5c", "%3b", "%41", "%2541", "%252f", "%25", "%", "%4", "%zz"),
    *("%00", "%7f", "%0a", "%e1%bb%93", "%e1%bb", "%ff", "%c0%af", "\x1f"),
)
HARMLESS = ("a", "A", "/", "/.", "//", "ồ", "*", "%41", "%2F", "%e1%bb%93")
PATTERNS = (
    "**",
    "/*",
    "/**",
    "/a",
    "/a/*",
    "/**/a",
    "/a/**/A",
    "/*/*",
    "/a*A",
    "/\\*",
    "/ồ",
    "/a%2F*",
)
TOKENS = (
    *("{", "}", "[", "]", ",", ":", '"a"', '"b"', '"\\u0061"', '"\\ud800"', '"\\ud83d\\ude00"'),
    *("1", "-0", "01", "1.5e3", "1e999", "-1e999", "true", "null", "NaN", "Infinity", " ", "\n"),
    *('"\x01"', '"\\x"', '"', "\ufeff", '{"a":1,"a":2}', '{"a":{"a":1}}', "//", "'a'"),
)
TEXTS = {
    "date": ("0000-01-01", "0001-01-01", "2023-02-29", "2024-02-29", "2024-02-30", "2024-13-01"),
    "year": ("0000", "1999", "199", "1999-12", "1999-00", "1999-1", "2024-02-29\n", "２０２４"),
    "line": (
        "",
        " ",
        "a b",
        "a  b",
        " a",
        "a\t",
        "a\u00a0b",
        "a\u200bb",
        "ồ",
        "\u0301",
        "😀",
        "\ue000",
    ),
    "identity": ("001099000001", "003099000001", "001499000001", "096399999999", "1" * 12),
    "tax": ("0199999991", "0199999992", "0199999991-001", "0199999991-000", "0100000000"),
    "certificate": ("AB 123456", "AB 12345678", "AB 1234567", "ab 123456", "AB123456"),
}
CALL = """
import {{ readFileSync }} from 'node:fs';
import {{ {names} }} from './lib/{module}.js';
const asked = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(asked.map({how})));
"""


def theirs(module: str, names: str, how: str, asked: Sequence[object]) -> list[object]:
    """What a function of the adapter says of each."""
    script = CALL.format(module=module, names=names, how=how)
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=installed(),
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
        timeout=30,
    )
    said: list[object] = json.loads(done.stdout)
    return said


def made_of(parts: Sequence[str], most: int) -> list[str]:
    chance = random.Random(7)
    return ["".join(chance.choices(parts, k=chance.randint(0, most))) for _ in range(MANY)]


def or_nothing(read: Callable[[str], str], text: str) -> str | None:
    try:
        return read(text)
    except ValueError:
        return None


def test_a_path_is_matched_as_ours_are() -> None:
    paths = [start + path for start in ("/", "") for path in made_of(HARMLESS * 4 + SEGMENTS, 5)]
    expected = [or_nothing(plain_path, path) for path in paths]

    assert theirs("paths", "normalised", "normalised", paths) == expected
    assert 0.1 < expected.count(None) / len(paths) < 0.9


def test_a_pattern_covers_what_ours_cover() -> None:
    plain = {plain_path(f"/{path}") for path in made_of(HARMLESS, 6)}
    asked = [(pattern, path) for pattern in PATTERNS for path in ["", *sorted(plain)]]
    expected = [PathGlob.parse(pattern).matches(path) for pattern, path in asked]

    assert (
        theirs("paths", "covers", "([pattern, path]) => covers(pattern, path)", asked) == expected
    )
    assert len(asked) > MANY
    assert {True, False} == set(expected)


def test_a_body_is_json_where_ours_is() -> None:
    bodies = [text.encode() for text in made_of(TOKENS, 7)]
    expected = [_is_json(body) for body in bodies]
    how = "(body) => { try { parseStrictly(Buffer.from(body, 'base64')); return true } catch { return false } }"

    asked = [base64.b64encode(body).decode() for body in bodies]
    assert theirs("strict-json", "parseStrictly", how, asked) == expected
    assert expected.count(True) > 20


def _is_json(body: bytes) -> bool:
    try:
        parse_json(body)
    except InvalidBodyError:
        return False
    return True


@pytest.mark.parametrize("name", [name for name in FORMATS if not name.startswith("x-road")])
def test_a_format_takes_what_ours_takes(name: str) -> None:
    texts = [text for group in TEXTS.values() for text in group]

    said = theirs("formats", "formats", f"(text) => formats['{name}'](text)", texts)

    assert said == [FORMATS[name](text) for text in texts]
    assert True in said
