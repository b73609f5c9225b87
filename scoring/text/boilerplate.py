"""Lines of a page that are no part of its article: pleas, notices, pointers, credits of pictures.

The data is `boilerplate.toml`. Its rules have these keys:

    [[rule]]
    name = "read also"             unique
    reach = "line"                 "line": the whole line goes; "sentence": that sentence alone
    longest = 140                  characters of a line, or sentence, beyond which it is kept
    [rule.forms]                   by language: regular expressions that the line, or sentence,
                                   begins with, in any case
    [rule.examples]                lines that the rule is for
    [rule.counter_examples]        lines that look like it and are kept

The text itself is never changed: its offsets are what clients count in, and what was published
stays readable. Only no statement is made of these sentences.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from scoring.records import Sentence
from scoring.text.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, see the module's text."""

    name: str
    whole_line: bool
    longest: int
    pattern: re.Pattern[str]


@cache
def load_rules() -> tuple[dict[str, Any], ...]:
    """The rules as they stand in the data."""
    source = files("scoring.text").joinpath("boilerplate.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(source)["rule"])


@cache
def _rules() -> tuple[Rule, ...]:
    rules = []
    for rule in load_rules():
        forms = [form for forms in rule["forms"].values() for form in forms]
        pattern = re.compile(rf"[\s\W]{{0,3}}(?:{'|'.join(forms)})", re.IGNORECASE)
        rules.append(Rule(rule["name"], rule["reach"] == "line", rule["longest"], pattern))
    return tuple(rules)


def find_boilerplate(text: str, sentences: Sequence[Sentence]) -> list[str | None]:
    """Tell which sentences are no part of the article.

    Args:
        text: The document's text.
        sentences: Its sentences, in order.

    Returns:
        For each sentence the name of the rule that it falls under, None for one to keep.
    """
    found: list[str | None] = []
    line: str | None = None  # the rule that the sentence's line falls under
    paragraph = -1
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            line = _rule_of(_line_from(text, sentence.start), whole_line=True)
        found.append(line or _rule_of(sentence.text, whole_line=False))
    return found


def boilerplate_of(text: str, language: str) -> list[Sentence]:
    """The sentences of a text that are no part of its article."""
    sentences = split_sentences(text, language)
    rules = find_boilerplate(text, sentences)
    return [each for each, rule in zip(sentences, rules, strict=True) if rule is not None]


def _line_from(text: str, start: int) -> str:
    """The line that a sentence begins, from the sentence on."""
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end].strip()


def _rule_of(line: str, *, whole_line: bool) -> str | None:
    for rule in _rules():
        if rule.whole_line == whole_line and len(line) <= rule.longest and rule.pattern.match(line):
            return rule.name
    return None
