"""What keeps a command from running; the text is for the person who started it."""


class OperatorError(Exception):
    """A command cannot do its work; the text is for the person who started it."""


class ConfigurationError(OperatorError):
    """A file or setting is wrong; lists every fault at once, each with its key."""

    def __init__(self, source: str, faults: list[str]) -> None:
        # One fault a line, so that a person can work through them.
        super().__init__(f"{source}: " + "\n  ".join(faults if len(faults) == 1 else ["", *faults]))
        self.source = source
        self.faults = faults


class StateError(OperatorError):
    """The state folder is missing, incomplete or in use."""


class TrustError(OperatorError):
    """A certificate or the network document cannot be believed."""


class BrokerError(OperatorError):
    """No message broker answers where one was expected."""


class LedgerError(OperatorError):
    """The log cannot be read or written."""


class TamperedError(LedgerError):
    """The log is not what was written; `seq` is the first entry that is wrong."""

    def __init__(self, seq: int, fault: str) -> None:
        super().__init__(f"entry {seq}: {fault}")
        self.seq = seq
        self.fault = fault
