"""The fenced blocks of a document, and why some of them are not run."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
SHELL = {"sh", "console"}

_BLOCK = re.compile(
    r"^(?:<!-- not run:(?P<reason>.*?)-->\n+)?^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_OPENS_THE_PORT = re.compile(r"^ndxp (up|gateway)\b(?!.* --upstream)", re.MULTILINE)
_SERVES = re.compile(
    r"^(ndxp (up|gateway|adapters|registries)\b|(python|node) [\w/-]+/adapter\.(py|js))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block; `reason` says why it is not run, None if it is.

    With a `file` it is what a reader puts into that file, whatever its language.
    """

    document: str
    line: int
    language: str
    name: str  # of an example: ```json example:client-key
    text: str
    reason: str | None
    file: str = ""  # ```python file:demo/adapter.py

    @property
    def place(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def commands(self) -> str:
        """What is typed; in a console block the lines after the prompt."""
        if self.language != "console":
            return self.text
        typed = [line[2:] for line in self.text.splitlines() if line.startswith("$ ")]
        return "\n".join(typed) + "\n"

    @property
    def serves(self) -> bool:
        """Whether it starts something that runs until it is stopped."""
        return not self.file and _SERVES.search(self.commands) is not None

    @property
    def opens_the_port(self) -> bool:
        """Whether it starts a gateway, of which there is one at a time, unless one stands before it."""
        return _OPENS_THE_PORT.search(self.commands) is not None

    @property
    def make_targets(self) -> list[str]:
        """The targets, if it is made of calls of make alone."""
        lines = [line.split("#")[0].split() for line in self.commands.splitlines() if line.strip()]
        if not all(words[:1] == ["make"] for words in lines):
            return []
        return [word for words in lines for word in words[1:] if "=" not in word]

    @property
    def needs_broker(self) -> bool:
        return "amqp://" in self.commands


def read_blocks(document: str) -> list[Block]:
    """Every fenced block of a document, in order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = []
    for match in _BLOCK.finditer(text):
        language, _, rest = match["info"].partition(" ")
        reason = match["reason"]
        blocks.append(
            Block(
                document=document,
                line=text.count("\n", 0, match.start("info")) + 1,
                language=language,
                name=rest.partition("example:")[2],
                file=rest.partition("file:")[2],
                text=match["text"],
                reason=None if reason is None else reason.strip(),
            )
        )
    return blocks


def shell_blocks(document: str) -> list[Block]:
    """The blocks that a reader would type, or put into a file."""
    return [block for block in read_blocks(document) if block.language in SHELL or block.file]


def typed_blocks(document: str) -> list[Block]:
    """Those of them that can be typed one after the other."""
    return [
        block for block in shell_blocks(document) if block.reason is None and not block.make_targets
    ]
