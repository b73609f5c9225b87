"""Agencies that a document credits in its dateline, its last lines or its byline."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from scoring.attribution.coreference import Memory, kind_of_name
from scoring.attribution.languages import load_language
from scoring.attribution.names import find_known, normalise_source, source_key
from scoring.records import Attribution, SourceKind

DATELINE, CREDIT_LINE, BYLINE = "dateline", "credit line", "byline"

_DATA = Path(__file__).with_name("credits.toml")
_HEAD_CHARACTERS = 200  # a dateline stands at the very beginning
_TAIL_LINES = 3
_TAIL_CHARACTERS = 300
_MAX_NAME = 40  # characters
_RELAYED = (SourceKind.AGENCY, SourceKind.OUTLET)

_DATELINE = re.compile(
    r"\s{0,20}(?P<place>[^\n()]{0,60}?)[ \t]?\((?P<names>[^\n()]{2,40})\)"
    r"[ \t]{0,3}(?P<dash>[-–—:]?)"
)
_FINAL_PARENTHESIS = re.compile(r"(?:^|[.!?…”\"»])\s{0,3}\((?P<names>[^\n()]{2,40})\)\s{0,3}\.?$")
_DASH_LINE = re.compile(r"[-–—/]{1,2}\s{0,3}(?P<names>[^\n]{2,40}?)\s{0,3}\.?$")
_COPYRIGHT = re.compile(r"\(?©\s?(?P<names>[^\n()]{2,40}?)\s{0,3}[).]{0,2}$")
_BARE_LINE = re.compile(r"[A-ZÅÄÖÜÉ]{2,6}(?:\s?[-/]\s?[A-ZÅÄÖÜÉa-z]{2,10}){0,3}$")
_NAME_WORDS = re.compile(r"[\w.&'’-]+(?: [\w.&'’-]+){0,4}")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Patterns of the labelled credit lines, from `credits.toml`."""

    def any_of(key: str) -> str:
        return "|".join(re.escape(form) for form in sorted(_data()[key], key=len, reverse=True))

    return {
        "label": re.compile(
            rf"\(?(?:{any_of('labels')}) ?: ?(?P<names>[^\n()]{{2,80}})", re.IGNORECASE
        ),
        "material": re.compile(
            rf"\(?(?:{any_of('with_material')}) (?P<names>[^\n()]{{2,80}})", re.IGNORECASE
        ),
        "reporting": re.compile(
            rf"\(?(?:{any_of('reporting')}) [^\n]{{1,150}}? (?:{any_of('for_agency')}) "
            r"(?P<names>[^\n();,]{2,40})",
            re.IGNORECASE,
        ),
        "by": re.compile(rf"(?:{any_of('by')})\s+", re.IGNORECASE),
        "split": re.compile(rf"\s*[/,;|]\s*|\s+(?:{any_of('and')})\s+|\s*&\s*", re.IGNORECASE),
        "tail": re.compile(rf"\s+(?:{any_of('tails')})$", re.IGNORECASE),
    }


def find_credits(text: str, *, byline: str | None, language: str) -> tuple[Attribution, ...]:
    """Find the agencies that a document credits.

    Args:
        text: The document text.
        byline: Its byline as delivered, or None.
        language: ISO 639-1 code; any other string does no harm.

    Returns:
        One attribution of depth 0 for each credited source, in the order dateline, byline,
        credit lines, each name once. `cue` says which of the three it was. Offsets of a
        credit from the byline are 0 and 0: it stands outside the text. A credit that names
        the document's own publisher is returned like any other; it is not a relay.
    """
    found = [
        *_dateline(text, language),
        *_byline(byline or "", language),
        *_credit_lines(text, language),
    ]
    unique: dict[str, Attribution] = {}
    for credit in found:
        unique.setdefault(source_key(credit.name), credit)
    return tuple(unique.values())


def _dateline(text: str, language: str) -> list[Attribution]:
    match = _DATELINE.match(text[:_HEAD_CHARACTERS])
    if match is None:
        return []
    place = match["place"].strip()
    city = re.split(r"[,\d]", place, maxsplit=1)[0].strip()
    dash, capitals = match["dash"] != "", city.isupper()
    names = [
        name
        for name in _split(match["names"])
        if _plausible(name)
        and ((dash and capitals) or ((dash or capitals) and _is_relay(name, language)))
    ]
    return [_credit(name, DATELINE, match.start("names"), match.end("names")) for name in names]


def _byline(byline: str, language: str) -> list[Attribution]:
    line = byline[:_TAIL_CHARACTERS].strip()
    by = _patterns()["by"].match(line)
    parts = _split(line[by.end() :] if by is not None else line)
    return [
        _credit(name, BYLINE, 0, 0)
        for part in parts
        if _plausible(name := _patterns()["tail"].sub("", part))
        and (_is_relay(name, language) or (len(parts) == 1 and " " not in name))
    ]


def _credit_lines(text: str, language: str) -> list[Attribution]:
    found: list[Attribution] = []
    body = text.rstrip()
    end = len(body)
    for _ in range(_TAIL_LINES):
        start = body.rfind("\n", 0, end) + 1
        found += _credits_in_line(body, start, end, language)
        end = len(body[:start].rstrip()) if start else 0
        if end == 0:
            break
    return found


def _credits_in_line(body: str, start: int, end: int, language: str) -> list[Attribution]:
    start = max(start, end - _TAIL_CHARACTERS)
    line = body[start:end].strip()
    offset = body.index(line, start) if line else start
    patterns = _patterns()
    last = end == len(body)
    found: list[Attribution] = []
    for pattern, certain in (
        (patterns["label"], False),
        (patterns["material"], False),
        (patterns["reporting"], True),
        (_DASH_LINE, last),
        (_COPYRIGHT, last),
    ):
        match = pattern.match(line)
        if match is not None:
            found += _named(match, offset, language, certain=certain)
    closing = _FINAL_PARENTHESIS.search(line)
    if closing is not None:
        found += _named(closing, offset, language, certain=last)
    if _BARE_LINE.fullmatch(line) and last:
        found += [
            _credit(name, CREDIT_LINE, offset, offset + len(line))
            for name in _split(line)
            if _is_relay(name, language)
        ]
    return found


def _named(match: re.Match[str], offset: int, language: str, *, certain: bool) -> list[Attribution]:
    start, end = offset + match.start("names"), offset + match.end("names")
    return [
        _credit(name, CREDIT_LINE, start, end)
        for name in _split(match["names"])
        if _plausible(name) and (_is_relay(name, language) or (certain and len(name.split()) < 3))
    ]


def _split(names: str) -> list[str]:
    """The single names in "TT-AFP", "dpa/lsw" or "Reuters and AP"."""
    parts = [part.strip(" .") for part in _patterns()["split"].split(names)]
    result: list[str] = []
    for part in parts:
        halves = part.split("-")
        if len(halves) > 1 and all(find_known(half.strip()) is not None for half in halves):
            result += [half.strip() for half in halves]
        elif part:
            result.append(part)
    return result


def _plausible(name: str) -> bool:
    """Whether the words can be a source's name: short, capitalised or known, not generic."""
    if not 2 <= len(name) <= _MAX_NAME or _NAME_WORDS.fullmatch(name) is None:
        return False
    if name.casefold() in _data()["generic"]:
        return False
    return find_known(name) is not None or (
        all(word[0].isupper() for word in name.split()) and not name.isdigit()
    )


def _is_relay(name: str, language: str) -> bool:
    """Whether a name is known, by itself or by its form, as an agency or outlet."""
    cues = load_language(language) or load_language("en")
    if cues is None:
        return False
    _, kind, evidence = kind_of_name(name, Memory(cues, None))
    return evidence and kind in _RELAYED


def _credit(name: str, cue: str, start: int, end: int) -> Attribution:
    known = find_known(name)
    kind = known.kind if known is not None else SourceKind.AGENCY
    return Attribution(
        source=name, name=normalise_source(name), kind=kind, cue=cue, start=start, end=end
    )
