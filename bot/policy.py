"""Reads the policy file into the domain's Policy, or says what is wrong with it."""

import tomllib
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.domain.policy import Policy

BUILT_IN = Path(__file__).with_name("policy.toml")


class BadPolicy(Exception):
    """The file cannot be used; the message names the place and the reason."""


def load(path: Path | None = None) -> Policy:
    """The policy in `path` (TOML), or the built-in one; raises BadPolicy."""
    source = path or BUILT_IN
    try:
        policy = TypeAdapter(Policy).validate_python(tomllib.loads(source.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadPolicy(f"{source}: {error}") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadPolicy(f"{source}: {problems}") from error
    _check_whole(policy, source)
    return policy


def _check_whole(policy: Policy, source: Path) -> None:
    keys = [category.key for category in policy.categories]
    if not keys:
        raise BadPolicy(f"{source}: there are no categories")
    if len(set(keys)) != len(keys):
        raise BadPolicy(f"{source}: two categories have the same key")
    if len(policy.clocks) != 3:
        raise BadPolicy(f"{source}: clocks: urgent, normal and minor are all needed")
