"""A matcher for patterns that tries everything: slow, and short enough to be read as the rule itself."""

from functools import cache


@cache
def slowly_matches(pattern: str, path: str) -> bool:
    """Whether the pattern covers the whole path."""
    if not pattern:
        return not path
    if pattern.startswith("**"):
        return any(slowly_matches(pattern[2:], path[end:]) for end in range(len(path) + 1))
    if pattern.startswith("*"):
        reach = len(path.partition("/")[0])
        return any(slowly_matches(pattern[1:], path[end:]) for end in range(reach + 1))
    letter, rest = (pattern[1], pattern[2:]) if pattern[0] == "\\" else (pattern[0], pattern[1:])
    return path.startswith(letter) and slowly_matches(rest, path[1:])
