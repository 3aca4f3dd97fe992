"""Habits that no linter knows."""

import re

MACHINE_PATH = re.compile(r"/(wor[k]|far[m])/")
PATCHING = re.compile(r"mock[.]patch|monkeypatch[.]setattr")
PLACEHOLDER = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b")


def naming(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    """The places where the pattern stands, as file:line."""
    return [
        f"{path}:{number}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_a_developers_machine(texts: dict[str, str]) -> None:
    assert naming(MACHINE_PATH, texts) == []


def test_no_test_replaces_a_part_of_the_program(texts: dict[str, str]) -> None:
    code = {path: text for path, text in texts.items() if path.endswith(".py")}

    assert naming(PATCHING, code) == []


def test_nothing_is_put_off_in_a_comment(texts: dict[str, str]) -> None:
    code = {path: text for path, text in texts.items() if path.endswith(".py")}

    assert naming(PLACEHOLDER, code) == []


def test_tests_have_no_init_file(texts: dict[str, str]) -> None:
    assert [path for path in texts if re.fullmatch(r"tests/.*__init__\.py", path)] == []
