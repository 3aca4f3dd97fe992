"""How a check of the log ends early."""


class FaultError(Exception):
    """The log is not what was written; `seq` is the first bad entry, None if no single one is."""

    def __init__(self, seq: int | None, fault: str) -> None:
        super().__init__(fault)
        self.seq = seq
        self.fault = fault
