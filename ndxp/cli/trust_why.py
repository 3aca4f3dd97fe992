"""`ndxp trust why`: which rule allows a call, or what is missing for it."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gateway.access import granting_rule
from gateway.errors import (
    AccessDeniedError,
    ConfigurationError,
    UnknownMemberError,
    UnknownServiceError,
)
from gateway.message import ServiceId, SubsystemId
from gateway.nearest import nearest_services
from gateway.network import METHODS, Network, Rule, load_network
from gateway.pathglob import plain_path
from ndxp.cli import options
from ndxp.cli.output import say, say_json
from ndxp.compose import DEFAULT_NETWORK

Reason = Literal[
    "right", "unknown_client", "unknown_service", "no_right", "no_endpoint", "bad_path"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """May this client call that service, with this method and path under it?"""

    client: SubsystemId
    service: ServiceId
    method: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer: which rule allows it, or what the client has instead."""

    allowed: bool
    reason: Reason
    sentence: str
    rules: tuple[Rule, ...] = ()  # the one that allows it, or all that do not


def configure(why: argparse.ArgumentParser) -> None:
    """Declare the options."""
    why.add_argument("client", help="instance/class/code/subsystem")
    why.add_argument("service", help="instance/class/code/subsystem/service")
    why.add_argument("method", nargs="?", default="POST", help="default: POST")
    why.add_argument(
        "path", nargs="?", default="", help="what follows the service (default: nothing)"
    )
    options.add_network(why)
    options.add_state(why)
    options.add_json(why)


def run(arguments: argparse.Namespace) -> int:
    """Say why; exit code 0 if the call is allowed, 1 if not."""
    network, source = _network(arguments)
    question = _question(arguments, network)
    verdict = explain(network, question)
    if arguments.json:
        say_json(_document(question, verdict, source))
    else:
        say(f"{verdict.sentence} ({source})")
    return 0 if verdict.allowed else 1


def explain(network: Network, question: Question) -> Verdict:
    """Ask what gateway and adapter ask, and put what they find into a sentence."""
    client, service = question.client, question.service
    try:
        rule = granting_rule(network, client, service, question.method, question.path)
    except UnknownMemberError:
        return _refused("unknown_client", f"No: the network knows no subsystem {client}.")
    except UnknownServiceError:
        return _refused("unknown_service", _unknown_service(network, service))
    except AccessDeniedError:
        return _denied(network, question)
    sentence = f"Yes: {_named(rule)} lets {client} call {service}."
    return Verdict(allowed=True, reason="right", sentence=sentence, rules=(rule,))


def _refused(reason: Reason, sentence: str, rules: tuple[Rule, ...] = ()) -> Verdict:
    return Verdict(allowed=False, reason=reason, sentence=sentence, rules=rules)


def _unknown_service(network: Network, service: ServiceId) -> str:
    provider = network.subsystems.get(service.provider)
    offered = ", ".join(each.code for each in provider.services) if provider else ""
    instead = f"; {service.provider} offers {offered}" if offered else ""
    if not offered and (near := nearest_services(network, service)):
        instead = f"; the closest are {', '.join(map(str, near))}"
    return f"No: the network knows no service {service}{instead}."


def _denied(network: Network, question: Question) -> Verdict:
    client, service = question.client, question.service
    rules = network.rights.get((client, service), ())
    if not rules:
        through = ", ".join(_groups(network, question))
        neither = f", neither by name nor through {through}" if through else ""
        return _refused(
            "no_right",
            f"No: no right lets {client} call {service}{neither}; ask {service.provider} for one.",
        )
    try:
        plain_path(question.path)
    except ValueError as error:
        sentence = (
            f"No: {client} has a right to {service}, but no right covers a path that {error}."
        )
        return _refused("bad_path", sentence, rules)
    opened = "; ".join(_named(rule) for rule in rules)
    call = f"{question.method} {question.path or 'without a path'}"
    return _refused(
        "no_endpoint", f"No: {client} may call {service}, but not {call}: {opened}.", rules
    )


def _groups(network: Network, question: Question) -> Iterator[str]:
    """The client's groups that a right to the service could name."""
    for group in network.groups.values():
        if question.client in group.members and group.owner in (None, question.service.provider):
            yield f"group:{group.id}"


def _named(rule: Rule) -> str:
    through = f", through group:{rule.group}," if rule.group else ""
    return f"{rule.right}{through} with endpoint {rule.endpoint}"


def _network(arguments: argparse.Namespace) -> tuple[Network, str]:
    """The network that the options name, and its name; by default that of the state folder."""
    if arguments.network and arguments.state:
        raise ConfigurationError("--network, --state", ["name one of the two"])
    state = options.state(arguments)
    if arguments.network or not (arguments.state or state.network_document.exists()):
        file = arguments.network or DEFAULT_NETWORK
        return load_network(file), f"network file {file.name}"
    directory = state.directory()
    return directory.network, f"version {directory.version} of the network document"


def _question(arguments: argparse.Namespace, network: Network) -> Question:
    faults: list[str] = []
    client = service = None
    try:
        client = network.resolve(SubsystemId.parse(arguments.client))
    except ValueError as error:
        faults.append(f"CLIENT: {arguments.client!r} is {error}")
    try:
        service = ServiceId.parse(arguments.service)
    except ValueError:
        faults.append(
            f"SERVICE: {arguments.service!r} is not instance/class/code/subsystem/service"
        )
    if arguments.method.upper() not in METHODS:
        faults.append(f"METHOD: must be one of {', '.join(METHODS)}")
    if arguments.path and not arguments.path.startswith("/"):
        faults.append("PATH: begins with /")
    if client is None or service is None or faults:
        raise ConfigurationError("trust why", faults)
    return Question(
        client=client,
        service=ServiceId(provider=network.resolve(service.provider), code=service.code),
        method=arguments.method.upper(),
        path=arguments.path,
    )


def _document(question: Question, verdict: Verdict, source: str) -> dict[str, object]:
    return {
        "allowed": verdict.allowed,
        "reason": verdict.reason,
        "sentence": verdict.sentence,
        "network": source,
        "client": str(question.client),
        "service": str(question.service),
        "method": question.method,
        "path": question.path,
        "rules": [
            {"right": rule.right, "group": rule.group or None, "endpoint": str(rule.endpoint)}
            for rule in verdict.rules
        ],
    }
