"""Which part of a sentence a cue bears on.

A cue inside parentheses, between dashes or in a relative clause bears on that
insertion alone: in "the minister, who may resign, opened the bridge" the bridge
is open. In the main clause a cue bears on its clause up to a coordination such
as "but" or a semicolon. Insertions are found by their punctuation and opening
words, in one pass from left to right; there is no parse tree, so a relative
clause without a comma is taken to run to the next comma.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Direction(StrEnum):
    """Where the hedged content stands, seen from its cue."""

    FORWARD = "forward"  # "it is unclear whether …"
    BACKWARD = "backward"  # "…, it is believed"
    SENTENCE = "sentence"  # the whole clause around the cue: "was reportedly damaged"


class _Kind(StrEnum):
    SENTENCE = "sentence"
    PARENTHESIS = "parenthesis"
    DASHES = "dashes"
    RELATIVE = "relative"


@dataclass(slots=True)
class _Span:
    """A sentence or an insertion, with the places where its clauses meet."""

    kind: _Kind
    start: int
    end: int
    breaks: list[int] = field(default_factory=list)


def clause_pattern(openers: Iterable[str], boundaries: Iterable[str]) -> re.Pattern[str]:
    """Compile the marks that open, close and separate clauses in one language.

    Args:
        openers: Words that open a relative clause ("who", "which").
        boundaries: Words that begin another clause ("but", "although").

    Returns:
        A pattern for `Clauses`, to be used on folded text.
    """
    return re.compile(
        r"(?P<open>[(\[])|(?P<close>[)\]])|(?P<dash>\s[-–—]\s|—)"
        rf"|(?P<opener>(?:,\s)?\b(?:{_either(openers)})\b)"
        rf"|(?P<boundary>(?:,\s)?\b(?:{_either(boundaries)})\b|;)"
        r"|(?P<comma>,(?=\s))"
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"


class Clauses:
    """The insertions and clause boundaries of one sentence."""

    def __init__(self, folded: str, pattern: re.Pattern[str]) -> None:
        self._length = len(folded)
        root = _Span(_Kind.SENTENCE, 0, self._length)
        self._stack = [root]
        self._changes = [0]  # offsets where the innermost span changes …
        self._innermost = [root]  # … and what it is from there on
        for mark in pattern.finditer(folded):
            self._read(mark)

    def scope(self, start: int, end: int, direction: Direction) -> tuple[int, int]:
        """Offsets of the content that a cue at [start, end) bears on; they include the cue."""
        span = self._innermost[bisect_right(self._changes, start) - 1]
        before = bisect_right(span.breaks, start)
        after = bisect_left(span.breaks, end)
        first = span.breaks[before - 1] if before else span.start
        last = span.breaks[after] if after < len(span.breaks) else span.end
        if direction is Direction.FORWARD:
            first = start
        elif direction is Direction.BACKWARD:
            last = end
        return min(first, start), max(last, end)

    def _read(self, mark: re.Match[str]) -> None:
        at, after = mark.span()
        word = after - len(mark.group().lstrip(",; "))
        match mark.lastgroup:
            case "open":
                self._push(_Kind.PARENTHESIS, at, after)
            case "close":
                if self._leave_relatives(at).kind is _Kind.PARENTHESIS:
                    self._pop(at)
            case "dash":
                self._dash(at, after)
            case "opener":
                self._push(_Kind.RELATIVE, at, word)
            case "comma":
                self._leave_relatives(at)
            case _:
                inner = self._leave_relatives(at) if mark.group() == ";" else self._stack[-1]
                inner.breaks.append(word)

    def _dash(self, at: int, after: int) -> None:
        if at == 0:  # the dash that opens a line of speech
            return
        if self._leave_relatives(at).kind is _Kind.DASHES:
            self._pop(at)
        else:
            self._push(_Kind.DASHES, at, after)

    def _leave_relatives(self, at: int) -> _Span:
        while self._stack[-1].kind is _Kind.RELATIVE:
            self._pop(at)
        return self._stack[-1]

    def _push(self, kind: _Kind, at: int, content: int) -> None:
        self._stack.append(_Span(kind, content, self._length))
        self._note(at)

    def _pop(self, at: int) -> None:
        self._stack.pop().end = at
        self._note(at)

    def _note(self, at: int) -> None:
        self._changes.append(at)
        self._innermost.append(self._stack[-1])
