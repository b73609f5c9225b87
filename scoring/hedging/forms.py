"""The notation of cue forms: one readable line stands for many inflected forms.

    suspect(s|ed)           alternatives: suspects, suspected
    may [well] have         optional: may have, may well have
    <be> believed to        a named set: is believed to, was believed to, …

Parentheses and brackets nest; spaces around an option left out collapse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product

_TOKEN = re.compile(r"<(?P<set>[a-z_]+)>|(?P<mark>[()\[\]|])|(?P<text>[^()\[\]|<>]+)|(?P<bad>.)")
_CLOSING = {"(": ")", "[": "]"}


class FormError(ValueError):
    """A form that does not follow the notation."""


def expand(form: str, sets: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Write out every string that a form stands for.

    Args:
        form: A form in the notation of this module.
        sets: The alternatives behind each `<name>`.

    Returns:
        The strings in order of writing, without repetitions.

    Raises:
        FormError: A bracket is not closed, a set is unknown, or an expansion is empty.
    """
    parser = _Parser(form, sets)
    strings = [" ".join(string.split()) for string in parser.alternatives(until=None)]
    if not all(strings):
        raise FormError(f"form {form!r} can be empty; leave at least one word outside brackets")
    return tuple(dict.fromkeys(strings))


class _Parser:
    """Recursive descent over the tokens of one form."""

    def __init__(self, form: str, sets: Mapping[str, Sequence[str]]) -> None:
        self._form = form
        self._sets = sets
        self._tokens = list(_TOKEN.finditer(form))
        self._position = 0

    def alternatives(self, until: str | None) -> list[str]:
        """Strings of `a|b|c` up to the closing mark, or to the end when there is none."""
        found: list[str] = []
        parts: list[list[str]] = []
        while self._position < len(self._tokens):
            token = self._tokens[self._position]
            self._position += 1
            if token["mark"] == "|":
                found += _concatenate(parts)
                parts = []
            elif token["mark"] in (")", "]"):
                if token["mark"] != until:
                    raise FormError(f"form {self._form!r} closes {token['mark']!r} too early")
                return found + _concatenate(parts)
            else:
                parts.append(self._part(token))
        if until is not None:
            raise FormError(f"form {self._form!r} never closes with {until!r}")
        return found + _concatenate(parts)

    def _part(self, token: re.Match[str]) -> list[str]:
        """Strings of one token: plain text, a set, or a group with its content."""
        if token["set"]:
            if token["set"] not in self._sets:
                raise FormError(
                    f"form {self._form!r} names the unknown set <{token['set']}>; "
                    f"known: {', '.join(sorted(self._sets)) or 'none'}"
                )
            return list(self._sets[token["set"]])
        if token["mark"]:
            inside = self.alternatives(until=_CLOSING[token["mark"]])
            return ["", *inside] if token["mark"] == "[" else inside
        if token["text"]:
            return [token["text"]]
        raise FormError(f"form {self._form!r} has a stray {token.group()!r}")


def _concatenate(parts: list[list[str]]) -> list[str]:
    return ["".join(combination) for combination in product(*parts)]
