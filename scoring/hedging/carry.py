"""Hedges that reach beyond their own sentence, and those of headlines.

"The report is unconfirmed. It says the weir broke." leaves the second sentence as open as
the first, and "The weir broke, a lock keeper wrote. The claim could not be verified."
the one before. A headline hedges by a question mark, by quotation marks around words that the
paper does not make its own, by "claims" or "so-called", and by naming no source after a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scoring.hedging.detect import find_hedges
from scoring.hedging.discourse import Discourse, discourse
from scoring.hedging.folding import fold
from scoring.hedging.lexicon import lexicon_code
from scoring.records import Hedge, HedgeClass, Sentence

# Certainty that is taken away; set by hand beside those of the lexicons, where "unconfirmed"
# has 0.6 and "alleged" 0.5.
UNCONFIRMED = 0.6
_QUESTION = 0.5
_SCARE_QUOTES = 0.35
_DISTANCING = 0.4

_MOST_CARRIED = 3  # sentences after the one that doubts; beyond, a pronoun may mean anything
_MOST_QUOTED = 4  # words; more of them are what somebody said

_QUOTED = re.compile(
    r"“([^“”]{2,60})”|”([^”]{2,60})”|„([^„“”]{2,60})[“”]|«\s?([^«»]{2,60}?)\s?»|»([^«»]{2,60})«"
    r"|(?<!\w)\"([^\"]{2,60})\"(?!\w)|(?<!\w)['‘]([^'‘’]{2,60})['’](?!\w)"
)


def carried_hedges(sentences: Sequence[Sentence], language: str) -> list[tuple[Hedge, ...]]:
    """Find what other sentences take away from the certainty of each.

    Args:
        sentences: All sentences of one document, in order.
        language: ISO 639-1 code; English, Swedish, German, French and Spanish are read.

    Returns:
        One tuple for each sentence: the hedges that stand in another sentence. Their cue has
        the offsets of where it stands, their scope is the whole sentence that it reaches.
    """
    carried: list[list[Hedge]] = [[] for _ in sentences]
    patterns = discourse(language)
    if patterns is None:
        return [() for _ in sentences]
    folded = [fold(sentence.text) for sentence in sentences]
    doubts = [patterns.doubted.search(text) for text in folded]
    for index, doubt in enumerate(doubts):
        if doubt is None:
            continue
        start, end = _cue(doubt)
        start, end = start + sentences[index].start, end + sentences[index].start
        cue = sentences[index].text[_cue(doubt)[0] : _cue(doubt)[1]]
        for reached in _reached(index, doubts, folded, patterns):
            scope = sentences[reached]
            carried[reached].append(
                Hedge(cue, HedgeClass.REPORTATIVE, start, end, UNCONFIRMED, scope.start, scope.end)
            )
    return [tuple(hedges) for hedges in carried]


def _cue(doubt: re.Match[str]) -> tuple[int, int]:
    """Offsets of the words that doubt."""
    return next(doubt.span(f"cue{n}") for n in range(6) if doubt[f"cue{n}"] is not None)


def _points_back(doubt: re.Match[str]) -> bool:
    """Whether what is doubted is what the text has told before."""
    if doubt["pointing"] is not None or doubt["cue4"] is not None:
        return True
    definite = doubt["back"] is not None or doubt["told"] is not None
    told_before = definite and doubt["plain"] is not None
    return told_before or (doubt["back3"] is not None and doubt["plain3"] is not None)


def _reached(
    index: int,
    doubts: Sequence[re.Match[str] | None],
    folded: Sequence[str],
    patterns: Discourse,
) -> Iterator[int]:
    """Indices of the sentences that a doubt reaches.

    They are the ones after it that go on with the report; where there is none, and the doubt
    points back, the one before it.
    """
    doubt = doubts[index]
    goes_on = False
    for after in range(index + 1, min(len(folded), index + 1 + _MOST_CARRIED)):
        if doubts[after] is not None or not patterns.goes_on.match(folded[after]):
            break
        goes_on = True
        yield after
    before = index - 1
    if not goes_on and doubt and _points_back(doubt) and before >= 0 and doubts[before] is None:
        yield before


def headline_hedges(title: str, language: str) -> tuple[Hedge, ...]:
    """Find what a headline does not vouch for.

    Args:
        title: The headline.
        language: ISO 639-1 code. A question mark and quotation marks count in every language
            that has a lexicon, words in English, Swedish, German, French and Spanish.

    Returns:
        The hedges of its lexicon and those of headlines, in order, not overlapping, with
        offsets into the title.
    """
    known = list(find_hedges(title, language))
    if lexicon_code(language) is None:
        return ()
    patterns = discourse(language)
    for start, end, hedge_class, strength in _headline_cues(title, language, patterns):
        if not any(hedge.start < end and start < hedge.end for hedge in known):
            cue = title[start:end]
            known.append(Hedge(cue, hedge_class, start, end, strength, 0, len(title)))
    return tuple(sorted(known, key=lambda hedge: hedge.start))


_Found = tuple[int, int, HedgeClass, float]


def _headline_cues(title: str, language: str, patterns: Discourse | None) -> Iterator[_Found]:
    folded = fold(title)
    if patterns is not None:
        for match in patterns.headline.finditer(folded):
            yield *match.span(), HedgeClass.REPORTATIVE, _DISTANCING
        source = patterns.source_mark.search(folded)
        if source is not None:
            yield *source.span(), HedgeClass.REPORTATIVE, _DISTANCING
    yield from _scare_quotes(title, language, patterns)
    question = _question_mark(title)
    if question is not None and not (patterns and patterns.question.match(folded)):
        yield question, question + 1, HedgeClass.EPISTEMIC, _QUESTION


def _question_mark(title: str) -> int | None:
    """Offset of the question mark that ends a headline, inside closing quotation marks or not."""
    bare = title.rstrip(" \t\n\u00a0\u202f\"'”’»“‘")
    return (
        len(bare) - 1 if bare.endswith(("?", "？")) and len(bare) == len(title.rstrip()) else None
    )


def _scare_quotes(title: str, language: str, patterns: Discourse | None) -> Iterator[_Found]:
    """Quotation marks around a few words in the midst of a headline.

    Not those around a name, nor those of somebody who is being quoted: a whole clause,
    or words after a colon.
    """
    for match in _QUOTED.finditer(title):
        quoted = next(group for group in match.groups() if group is not None)
        words = quoted.split()
        before = fold(title[: match.start()])
        if not words or len(words) > _MOST_QUOTED or before.rstrip().endswith(":"):
            continue
        if patterns is not None and patterns.naming.search(before):
            continue
        if quoted[-1] in ".!?," or _is_name(words, title, language):
            continue
        if language == "de" and _is_apposition(title[: match.start()]):
            continue
        yield *match.span(), HedgeClass.REPORTATIVE, _SCARE_QUOTES


def _is_name(words: Sequence[str], title: str, language: str) -> bool:
    """Whether quoted words read as a name: all with capitals in a headline that has few."""
    if any(letter.isdigit() for word in words for letter in word):  # a model, a flight, a year
        return True
    if not all(word[0].isupper() for word in words):
        return False
    if language == "de":  # a noun has a capital too; two without an article are a name
        return len(words) > 1
    others = [word for word in title.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in others)
    return capitals <= 0.6 * len(others)


def _is_apposition(before: str) -> bool:
    """Whether German words end in a noun, which what is quoted after it then names.

    "Rakete „Falke“" names it. The first word of a headline has a capital anyway.
    """
    words = before.split()
    return len(words) > 1 and words[-1][0].isupper() and words[-1].isalpha()
