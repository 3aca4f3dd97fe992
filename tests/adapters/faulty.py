"""What a call carries that has the registry fail."""

from typing import Final

from gateway.faults import HEADER

DOWN: Final = {HEADER: "error"}
