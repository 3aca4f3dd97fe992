"""The commands that the documents name exist, with the options that they name."""

import re
from pathlib import Path

import pytest

from ndxp.cli import COMMANDS, main
from tests.docs.blocks import DOCUMENTS, ROOT

TEXTS = [*DOCUMENTS, "CHANGELOG.md", "CONTRIBUTING.md"]
NAMED = re.compile(r"(?<![\w/.-])ndxp ([a-z]+)(?: ([a-z]+))?((?:(?!ndxp )[^`|\n>&;#])*)")
ACTIONS = {
    "audit": ["verify", "list", "show", "report", "checkpoint"],
    "trust": [
        "init",
        "issue",
        "list",
        "rotate",
        "revoke",
        "export",
        "import",
        "grant",
        "token",
        "app",
        "why",
    ],
    "fault": ["kinds", "list", "on", "off"],
    "load": ["run"],
    "adapter": ["check", "new"],
}


INNER = {("trust", "app"): ["issue", "list", "revoke"]}
"""Actions that have actions of their own."""


def named() -> list[tuple[str, str, str, str]]:
    """Place, command, second word and the rest of each command within code."""
    found = []
    for name in TEXTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        code = re.findall(r"^```(?:sh|console)\n.*?^```$|`[^`\n]+`", text, re.MULTILINE | re.DOTALL)
        for piece in code:
            for command, second, rest in NAMED.findall(piece):
                found.append((name, command, second, rest))
    return found


def help_of(command: str, action: str, capsys: pytest.CaptureFixture[str], inner: str = "") -> str:
    with pytest.raises(SystemExit) as ended:
        main([word for word in (command, action, inner) if word] + ["--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "action"),
    [(command, action) for command in COMMANDS for action in ["", *ACTIONS.get(command, [])]],
)
def test_every_command_explains_itself(
    command: str, action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = help_of(command, action, capsys)

    assert text.startswith(f"usage: ndxp {command}")


def test_every_command_that_is_named_exists() -> None:
    wrong = [
        (place, command, second)
        for place, command, second, _ in named()
        if command not in COMMANDS or (command in ACTIONS and second not in ["", *ACTIONS[command]])
    ]

    assert len(named()) > 20
    assert wrong == []


def test_every_option_that_is_named_exists(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = []
    for place, command, second, rest in named():
        action = second if second in ACTIONS.get(command, []) else ""
        if command in ACTIONS and not action:
            continue
        third = "".join(rest.split()[:1])
        inner = third if third in INNER.get((command, action), []) else ""
        known = help_of(command, action, capsys, inner)
        options = re.findall(r"(?<!\S)--[a-z-]+", rest)
        wrong += [(place, command, option) for option in options if option not in known]

    assert wrong == []


def test_the_list_of_commands_names_each(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--help"])

    listed = capsys.readouterr().out
    assert code == 0
    assert [command for command in COMMANDS if f"  {command} " not in listed] == []


def test_the_readme_is_short(root: Path) -> None:
    lines = (root / "README.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 150
