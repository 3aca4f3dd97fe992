"""The machine that a measurement was made on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("aiohttp", "aio-pika", "cryptography", "jsonschema-rs")


def describe_machine(**others: str) -> dict[str, object]:
    """What a reader needs to compare; `others` are versions of what is not a Python library.

    `load_before` tells whether others were using the machine.
    """
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **others,
        "libraries": {name: version(name) for name in LIBRARIES},
        "load_before": [round(value, 2) for value in os.getloadavg()],
    }


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()
