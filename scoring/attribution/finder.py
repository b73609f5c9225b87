"""Attributions of a whole document, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scoring.attribution.chains import chain
from scoring.attribution.coreference import Memory, kind_of_name
from scoring.attribution.credits import find_credits
from scoring.attribution.languages import VERBS, CueKind, Language, NounKind, load_language
from scoring.attribution.names import find_known, source_key
from scoring.attribution.naming import OUTLETS, title_inside
from scoring.attribution.patterns import sources_of
from scoring.attribution.reading import Reading, read
from scoring.attribution.tagger import Manner, Tagged, load_tagger
from scoring.attribution.tokens import QUOTE_MARKS, Tokens, tokenise
from scoring.records import Attribution, Sentence, SourceKind

_DIALOGUE_DASHES = ("–", "—", "- ")
_BEFORE_COLON = re.compile(r"([^:()\n]{2,50}):\s")
_IN_PARENTHESES = re.compile(r"\(([^()\n]{2,50})\)")
_NAMED_BY: dict[NounKind | None, SourceKind] = {
    NounKind.OUTLET: SourceKind.OUTLET,
    NounKind.AGENCY: SourceKind.AGENCY,
    NounKind.OFFICE: SourceKind.OFFICE,
    NounKind.PERSON: SourceKind.PERSON,
    NounKind.SPEAKER: SourceKind.PERSON,
}

Attributions = tuple[Attribution, ...]


def find_attributions(
    sentences: Sequence[Sentence], *, language: str, publisher: str | None = None
) -> list[Attributions]:
    """Find who is said to have said each sentence of a document.

    The thirteen languages of `cues/` are read by cue and pattern; in English the tagger adds
    who told something where no cue gives a source. In any other language only well-known
    outlets and agencies count, and only before a colon or in parentheses: cue words of one
    language mean other things in the next.

    A sentence that points back ("Det rapporterar …", "That is what … says") gives its
    attributions to the sentence before it too; the sentences of one quotation, and a
    quotation that stands alone, share the attributions of the sentence that names the speaker.

    A named person who speaks for an organisation ("Calver's manager Ida Frost") stays the
    source, and the organisation follows as an office one step deeper; an unnamed
    spokesperson is replaced by the organisation. The document's own publisher is left out
    where it was told or shown something and kept where it reports itself.

    Args:
        sentences: All sentences of one document, in order.
        language: ISO 639-1 code.
        publisher: The document's publisher, or None where it is unknown.

    Returns:
        One tuple for each sentence, the outermost source first. Offsets count in the document
        text; those of a shared attribution lie in the sentence that words it.
    """
    cues = load_language(language)
    if cues is None:
        return [_by_punctuation(sentence) for sentence in sentences]
    readings = read_document(sentences, cues)
    found = _by_rules(sentences, readings, cues, publisher, {})
    proposed = _proposed(readings, found, cues)
    if proposed:  # again, so that later sentences can refer back to the new sources
        found = _by_rules(sentences, readings, cues, publisher, proposed)
    attributions = [
        own or _by_punctuation(sentence) for own, sentence in zip(found, sentences, strict=True)
    ]
    return _share(sentences, readings, attributions)


def _by_rules(
    sentences: Sequence[Sentence],
    readings: Sequence[Reading],
    language: Language,
    publisher: str | None,
    proposed: Mapping[int, tuple[Tagged, ...]],
) -> list[Attributions]:
    """Attributions by cue and pattern, and where there are none, those proposed."""
    memory = Memory(language, publisher)
    _remember_credits(sentences, language.code, memory)
    found: list[Attributions] = []
    for index, (sentence, reading) in enumerate(zip(sentences, readings, strict=True)):
        memory.sentence = index
        _remember_names(reading, memory)
        sources = sources_of(reading, memory, proposed.get(index, ()))
        found.append(chain(sources, reading, sentence.start))
    return found


def _proposed(
    readings: Sequence[Reading], found: Sequence[Attributions], language: Language
) -> dict[int, tuple[Tagged, ...]]:
    """Told sources of the tagger in sentences that have a word of speech and no attribution."""
    tagger = load_tagger(language.code)
    if tagger is None:
        return {}
    asked = [i for i, own in enumerate(found) if not own and tagger.may_tell(readings[i])]
    tagged = tagger.tag([readings[index] for index in asked])
    told = (tuple(one for one in ones if one.manner is Manner.TOLD) for ones in tagged)
    return {index: ones for index, ones in zip(asked, told, strict=True) if ones}


def read_document(sentences: Sequence[Sentence], language: Language) -> list[Reading]:
    """Tokens, names and cues of every sentence of one document.

    Args:
        sentences: All sentences, in order; a quotation may go on from one into the next.
        language: Cues and word classes.
    """
    tokens = _tokenise_all(sentences, language.code)
    vocabulary = {
        lower
        for one in tokens
        for text, lower in zip(one.text, one.lower, strict=True)
        if text == lower
    }
    return [
        read(sentence.text, one, language, vocabulary)
        for sentence, one in zip(sentences, tokens, strict=True)
    ]


def _tokenise_all(sentences: Sequence[Sentence], language: str) -> list[Tokens]:
    """Tokens of all sentences; an open quotation goes on to the end of its paragraph."""
    result: list[Tokens] = []
    open_quote, paragraph = "", -1
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            open_quote, paragraph = "", sentence.paragraph
        one = tokenise(sentence.text, language, open_quote)
        open_quote = one.open_at_end
        result.append(one)
    return result


def _remember_credits(sentences: Sequence[Sentence], language: str, memory: Memory) -> None:
    """Let a credited agency be known as one wherever the text names it."""
    if not sentences:
        return
    ends = f"{sentences[0].text}\n\n{sentences[-1].text}"
    for credit in find_credits(ends, byline=None, language=language):
        memory.alias(credit.source, credit.name, credit.kind)


def _remember_names(reading: Reading, memory: Memory) -> None:
    """Remember every proper name of a sentence with the noun that introduces it."""
    tokens = reading.tokens
    for run in reading.name_runs(0, len(tokens)):
        title = title_inside(reading, run)
        if title is not None:
            if title + 2 < run[1]:
                name = reading.text((title + 1, run[1]))
                memory.name(name, SourceKind.PERSON, tokens.lower[title])
            continue
        name, kind, evidence = kind_of_name(reading.text(run), memory)
        noun = _noun_before(reading, run[0])
        if noun and not evidence:
            kind = _NAMED_BY.get(reading.language.noun_kind(noun), kind)
        after = tokens.text[run[1] : run[1] + 3]
        if after[:1] == ["("] and after[2:] == [")"] and after[1].isupper():
            name, kind = _remember_acronym(after[1], name, kind, memory)
        office = _office_around(reading, run)
        if office:
            memory.name(reading.text((run[0] - 2, run[1])), SourceKind.OFFICE, office)
        if evidence or noun or run[1] - run[0] > 1:
            memory.name(name, kind, noun)

    _remember_compounds(reading, memory)


def _remember_compounds(reading: Reading, memory: Memory) -> None:
    """Remember offices named by a compound: "Umweltministerium", "kustbevakningen"."""
    language, tokens = reading.language, reading.tokens
    for index, lower in enumerate(tokens.lower):
        compound = len(lower) > 7 and not reading.names[index] and language.is_compound(lower)
        if compound and language.noun_kind(lower) is NounKind.OFFICE:
            memory.name(language.base_form(tokens.text[index]), SourceKind.OFFICE, lower)


def _remember_acronym(
    acronym: str, name: str, kind: SourceKind, memory: Memory
) -> tuple[str, SourceKind]:
    """Tie "(ABC)" to the name before it; a well-known acronym settles what both mean."""
    known = find_known(acronym)
    if known is not None:
        memory.alias(name, known.name, known.kind)
        return known.name, known.kind
    memory.alias(acronym, name, kind)
    return name, kind


def _office_around(reading: Reading, run: tuple[int, int]) -> str:
    """The office noun in "le ministère des Transports", or ""."""
    tokens, at = reading.tokens, run[0] - 2
    if at < 0 or tokens.lower[at + 1] not in reading.language.words["of"]:
        return ""
    return tokens.lower[at] if reading.noun_at(at) is NounKind.OFFICE else ""


def _noun_before(reading: Reading, at: int) -> str:
    """The noun right before a name, also before a comma: "its operator, Norrfiber"."""
    tokens = reading.tokens
    apposed = at > 1 and tokens.text[at - 1] == ","
    index = at - 2 if apposed else at - 1
    if index < 0 or reading.noun_at(index) is None:
        return ""
    links = reading.language.words["of"]
    for before in range(index - 1, max(0, index - 4), -1) if apposed else ():
        if tokens.lower[before] in links and reading.noun_at(before - 1) is not None:
            return tokens.lower[before - 1]  # "a spokeswoman for the chamber, Ada Holm"
    return tokens.lower[index]


def _by_punctuation(sentence: Sentence) -> Attributions:
    """Well-known outlets before a colon that opens the sentence, or in closing parentheses."""
    text = sentence.text
    candidates = []
    opening = _BEFORE_COLON.match(text)
    if opening is not None:
        candidates.append((opening.start(1), opening.end(1), ":"))
    if text.rstrip(". ").endswith(")"):
        end = len(text.rstrip(". "))
        candidates += [
            (match.start(1), match.end(1), "()")
            for match in _IN_PARENTHESES.finditer(text)
            if match.end() >= end
        ]
    result = []
    for start, end, cue in candidates:
        known = find_known(text[start:end])
        if known is not None and known.kind in OUTLETS:
            at = sentence.start + start
            result.append(
                Attribution(text[start:end], known.name, known.kind, cue, at, sentence.start + end)
            )
    return tuple(result)


def _share(
    sentences: Sequence[Sentence], readings: list[Reading], found: list[Attributions]
) -> list[Attributions]:
    """Give attributions to the sentences that another sentence words them for."""
    shared = list(found)
    for index in range(len(found) - 1, 0, -1):
        near = sentences[index].paragraph - sentences[index - 1].paragraph <= 1
        if near and found[index] and _points_back(readings[index]):
            shared[index - 1] = _joined(shared[index - 1], found[index])
    for index in range(len(found) - 1, 0, -1):
        empty = not shared[index - 1] and shared[index]
        if empty and _same_quotation(sentences, readings, index):
            shared[index - 1] = shared[index]
    for index in range(1, len(found)):
        empty = not shared[index] and shared[index - 1]
        near = sentences[index].paragraph - sentences[index - 1].paragraph <= 1
        if empty and (
            _same_quotation(sentences, readings, index)
            or (near and _only_quotation(readings[index]))
        ):
            shared[index] = shared[index - 1]
    return shared


def _joined(own: Attributions, more: Attributions) -> Attributions:
    keys = {source_key(attribution.name) for attribution in own}
    return own + tuple(a for a in more if source_key(a.name) not in keys)


def _points_back(reading: Reading) -> bool:
    """Whether a sentence's source vouches for the sentence before it."""
    tokens, language = reading.tokens, reading.language
    if any(m.cue.kind is CueKind.OPENING and m.first <= tokens.first for m in reading.cues):
        return True
    for form in language.anaphors:
        end = tokens.first + len(form)
        if tuple(tokens.lower[tokens.first : end]) == form:
            return not language.grammar.inverts or _verb_at(reading, end, language)
    return False


def _verb_at(reading: Reading, index: int, language: Language) -> bool:
    lower = reading.tokens.lower
    while index < len(lower) and lower[index] in language.words["between"]:
        index += 1
    return any(m.first == index and m.cue.kind in VERBS for m in reading.cues)


def _same_quotation(sentences: Sequence[Sentence], readings: list[Reading], index: int) -> bool:
    """Whether a quotation goes on from the sentence before this one into it."""
    if sentences[index].paragraph != sentences[index - 1].paragraph:
        return False
    if readings[index - 1].tokens.open_at_end:
        return True
    first = index
    while first > 0 and sentences[first - 1].paragraph == sentences[index].paragraph:
        first -= 1
    return sentences[first].text.startswith(_DIALOGUE_DASHES)


def _only_quotation(reading: Reading) -> bool:
    """Whether a sentence is nothing but a quotation."""
    text = reading.sentence.strip()
    if len(text) < 3 or text[0] not in QUOTE_MARKS or text[-1] not in QUOTE_MARKS:
        return False
    return all(
        quoted or not token[0].isalnum()
        for token, quoted in zip(reading.tokens.text, reading.tokens.quoted, strict=True)
    )
