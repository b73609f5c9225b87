"""From the words of a phrase to the source they name: its name, its kind, its office."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.attribution.coreference import Memory, kind_of_name
from scoring.attribution.cues import NounKind
from scoring.attribution.names import find_known, normalise_source
from scoring.attribution.reading import Reading, Span
from scoring.records import SourceKind

_OUTLETS = (SourceKind.OUTLET, SourceKind.AGENCY)
_PEOPLE = (NounKind.PERSON, NounKind.SPEAKER)
_NAMED_KIND = {
    NounKind.OUTLET: SourceKind.OUTLET,
    NounKind.AGENCY: SourceKind.AGENCY,
    NounKind.OFFICE: SourceKind.OFFICE,
    NounKind.POST: SourceKind.POST,
}
_GENITIVE_S = frozenset({"de", "sv"})
_ADJECTIVE_AFTER_NOUN = frozenset({"es", "fr"})
_PLATFORM_REACH = 16  # tokens after "message" in which its platform is looked for


@dataclass(frozen=True, slots=True)
class Source:
    """A source that a phrase names.

    Attributes:
        name: Resolved name.
        kind: What it is.
        noun: The noun that described it, lower case, or "".
        office: The organisation that a named person speaks for, or None.
        evidence: Whether more than the shape of the words says that it is such a source.
    """

    name: str
    kind: SourceKind
    noun: str = ""
    office: str | None = None
    evidence: bool = True


@dataclass(frozen=True, slots=True)
class _Parts:
    """A phrase cut at its first preposition: names and nouns of the head, and the rest."""

    span: Span
    head_end: int
    names: list[Span]
    nouns: list[int]
    definite: bool


def resolve_source(reading: Reading, span: Span, memory: Memory) -> Source | None:
    """Name the source that a phrase stands for.

    Args:
        reading: The sentence.
        span: The phrase's tokens.
        memory: What the document has named so far.

    Returns:
        The source, or None where the phrase names nothing that can say something. `evidence`
        is False for a phrase of unknown lower-case words and for a name known by form alone.
    """
    words, tokens = reading.language.words, reading.tokens
    if span[1] - span[0] == 1:
        pronoun = _pronoun(tokens.lower[span[0]], reading, memory)
        if pronoun is not None:
            return pronoun
    partitive = span[1] - span[0] > 2 and tokens.lower[span[0] + 1] in words["of"]
    if partitive and tokens.lower[span[0]] in words["determiners"]:  # "one of the sources"
        return resolve_source(reading, (span[0] + 2, span[1]), memory)
    parts = _parts(reading, span)
    if parts.span[0] >= parts.span[1]:
        return None
    if not parts.names and not parts.nouns:
        if tokens.lower[parts.span[1] - 1] in reading.language.common:
            return None
        article = tokens.lower[span[0]] in words["determiners"]
        name = reading.text(parts.span)
        return Source(name, SourceKind.ANONYMOUS, evidence=False) if article else None
    last_noun = parts.nouns[-1] if parts.nouns else -1
    if parts.names and parts.names[-1][0] > last_noun:
        return _named(reading, parts, memory)
    return _described(reading, parts, last_noun, memory)


def _pronoun(word: str, reading: Reading, memory: Memory) -> Source | None:
    words = reading.language.words
    if word in words["he"]:
        mention = memory.last_person()
    elif word in words["they"]:
        mention = memory.last_plural()
    else:
        return None
    return Source(mention.name, mention.kind, mention.noun) if mention is not None else None


def _parts(reading: Reading, span: Span) -> _Parts:
    words, tokens = reading.language.words, reading.tokens
    first, last = span
    definite = False
    while first < last and (
        tokens.lower[first] in words["determiners"] or tokens.lower[first] in words["prepositions"]
    ):
        definite = definite or tokens.lower[first] in words["definite"]
        if reading.names[first] and first > span[0]:
            break
        if tokens.lower[first].isalpha() and tokens.lower[first] not in (
            words["articles"] | words["definite"] | words["possessives"] | words["prepositions"]
        ):
            break
        first += 1
    runs = reading.name_runs(first, last)
    inside = {index for run in runs for index in range(*run)}
    head_end = last
    for index in range(first + 1, last):
        lower = tokens.lower[index]
        link = lower in words["of"] or lower in words["prepositions"]
        if index not in inside and (link or lower == "," or lower in words["relatives"]):
            head_end = index
            break
    nouns = [
        i for i in range(first, head_end) if i not in inside and reading.noun_at(i) is not None
    ]
    names = [run for run in runs if run[0] < head_end]
    return _Parts((first, last), head_end, names, nouns, definite)


def _named(reading: Reading, parts: _Parts, memory: Memory) -> Source | None:
    """A phrase that ends in a proper name, perhaps after a title: "the daily Nordkurier"."""
    run = parts.names[-1]
    title = title_inside(reading, run)
    if title is not None:
        return _titled(reading, parts, title, (title + 1, run[1]), memory)
    if parts.nouns:
        noun_at = parts.nouns[-1]
        kind = reading.noun_at(noun_at)
        if kind in _PEOPLE:
            return _titled(reading, parts, noun_at, run, memory)
        gap = 2 if reading.language.code in _ADJECTIVE_AFTER_NOUN else 0
        if kind in _NAMED_KIND and noun_at >= run[0] - 1 - gap:
            return _introduced(reading, noun_at, _NAMED_KIND[kind], run, memory)
    return _bare_name(reading, parts, run, memory)


def _introduced(
    reading: Reading, noun_at: int, kind: SourceKind, run: Span, memory: Memory
) -> Source:
    name, own_kind, _ = kind_of_name(reading.text(run), memory)
    noun = reading.tokens.lower[noun_at]
    if kind is SourceKind.POST:
        return Source(f"{name} message", kind, noun)
    if noun in reading.language.words["in_name"]:
        return Source(reading.text((noun_at, run[1])), kind, noun)
    return Source(name, own_kind if find_known(name) is not None else kind, noun)


def title_inside(reading: Reading, run: Span) -> int | None:
    """Index of a capitalised title or honorific inside a name: "Foreign Minister Ada Holm"."""
    honorifics = reading.language.words["honorifics"]
    for index in range(run[1] - 2, run[0] - 1, -1):
        if reading.tokens.lower[index] in honorifics or reading.noun_at(index) in _PEOPLE:
            return index
    return None


def _titled(reading: Reading, parts: _Parts, title: int, name_run: Span, memory: Memory) -> Source:
    """A named person with a title, and the organisation where the title is an office in it."""
    noun = reading.tokens.lower[title]
    full = reading.text(name_run)
    name, office = _split_affiliation(reading, name_run)
    known, kind, evidence = kind_of_name(name, memory)
    if kind is not SourceKind.PERSON and not (evidence and kind in _OUTLETS):
        known = name
    if len(name.split()) == 1:
        expanded = memory.expand(name)
        known = expanded[0] if expanded is not None else name
    if reading.noun_at(title) is NounKind.SPEAKER:
        office = office or _organisation_before(reading, parts.span[0], title, memory)
        office = office or _organisation_after(reading, title + 1, parts.span[1], memory)
    elif full != name:
        office = None
    return Source(normalise_source(known), SourceKind.PERSON, noun, office)


def _split_affiliation(reading: Reading, run: Span) -> tuple[str, str | None]:
    """"Ada Holm of Calver Paper" as the person and the organisation."""
    for index in range(run[0] + 1, run[1]):
        if not reading.names[index] and reading.tokens.lower[index] in reading.language.words["of"]:
            return reading.text((run[0], index)), reading.text((index + 1, run[1]))
    return reading.text(run), None


def _organisation_before(reading: Reading, first: int, noun: int, memory: Memory) -> str | None:
    """The organisation in "Calver's manager", "Calver spokesman", "coastguard commander"."""
    runs = reading.name_runs(first, noun)
    if runs:
        return _organisation_name(reading, runs[-1], memory)
    for index in range(noun - 1, first - 1, -1):
        if reading.noun_at(index) is NounKind.OFFICE:
            lower = reading.tokens.lower[index]
            return memory.last_office(lower) or reading.tokens.text[index]
    return None


def _organisation_after(reading: Reading, first: int, last: int, memory: Memory) -> str | None:
    """The organisation in "spokesman for Calver", "Sprecher der Polizei"."""
    tokens, words = reading.tokens, reading.language.words
    if first >= last or tokens.lower[first] not in words["of"]:
        return None
    runs = reading.name_runs(first, last)
    if runs:
        return _organisation_name(reading, runs[0], memory)
    for index in range(first + 1, last):
        if reading.noun_at(index) is NounKind.OFFICE:
            return memory.last_office(tokens.lower[index]) or tokens.text[index]
    return None


def _organisation_name(reading: Reading, run: Span, memory: Memory) -> str | None:
    return kind_of_name(_without_genitive(reading, run, memory), memory)[0]


def _without_genitive(reading: Reading, run: Span, memory: Memory) -> str:
    """A possessor's name without the genitive -s of Swedish and German."""
    text = reading.text(run)
    if reading.language.code not in _GENITIVE_S or len(text) < 4 or not text.endswith("s"):
        return text
    if find_known(text) is not None or text.endswith("ss") or memory.expand(text) is not None:
        return text
    return text[:-1]


def _bare_name(reading: Reading, parts: _Parts, run: Span, memory: Memory) -> Source | None:
    text = reading.text(run)
    if run[1] - run[0] == 1 and reading.tokens.lower[run[0]] in reading.language.nouns:
        return _described(reading, replace(parts, names=[]), run[0], memory)
    name, affiliation = _split_affiliation(reading, run)
    whole, kind, evidence = kind_of_name(text, memory)
    if kind is SourceKind.PERSON and affiliation is not None and " " in name:
        whole = name
    elif reading.noun_at(run[1] - 1) in _PEOPLE:
        noun = reading.tokens.lower[run[1] - 1]
        mention = memory.last_described(noun) if parts.definite else None
        person = mention.name if mention is not None else text
        return Source(person, mention.kind if mention else SourceKind.ANONYMOUS, noun)
    if kind is SourceKind.POST:
        return Source(f"{whole} message", kind)
    if kind is SourceKind.PERSON and not evidence:
        named_noun = _noun_in_apposition(reading, parts)
        office = _office_of_apposition(reading, parts, memory)
        return Source(whole, kind, named_noun, office, evidence=False)
    return Source(whole, kind, evidence=evidence)


def _noun_in_apposition(reading: Reading, parts: _Parts) -> str:
    """The title in "Ada Holm, the mayor"."""
    for index in range(parts.head_end, parts.span[1]):
        if reading.noun_at(index) in _PEOPLE:
            return reading.tokens.lower[index]
    return ""


def _office_of_apposition(reading: Reading, parts: _Parts, memory: Memory) -> str | None:
    for index in range(parts.head_end, parts.span[1]):
        if reading.noun_at(index) is NounKind.SPEAKER:
            return _organisation_after(reading, index + 1, parts.span[1], memory)
    return None


def _described(reading: Reading, parts: _Parts, noun_at: int, memory: Memory) -> Source | None:
    """A phrase that ends in a common noun: "the newspaper", "three EU officials"."""
    kind = reading.noun_at(noun_at)
    if kind in _PEOPLE:
        return _described_person(reading, parts, noun_at, memory)
    if kind is NounKind.DOCUMENT:
        return _described_document(reading, parts, noun_at, memory)
    if kind is NounKind.POST:
        return _described_post(reading, parts, noun_at, memory)
    return _described_body(reading, parts, noun_at, memory)


def _described_person(reading: Reading, parts: _Parts, noun_at: int, memory: Memory) -> Source:
    noun = reading.tokens.lower[noun_at]
    apposition = _apposed_name(reading, parts)
    if apposition is not None:
        return _titled(reading, parts, noun_at, apposition, memory)
    phrase = reading.text(parts.span)
    if reading.noun_at(noun_at) is NounKind.SPEAKER:
        office = _organisation_before(reading, parts.span[0], noun_at, memory)
        office = office or _organisation_after(reading, noun_at + 1, parts.span[1], memory)
        office = office or memory.last_employer()
        if office is not None:
            return Source(office, SourceKind.OFFICE, noun)
    bare = parts.span == (noun_at, noun_at + 1)
    if bare and (parts.definite or reading.language.code == "sv"):
        mention = memory.last_described(noun)
        if mention is not None:
            return Source(mention.name, mention.kind, noun)
    return Source(phrase, SourceKind.ANONYMOUS, noun)


def _apposed_name(reading: Reading, parts: _Parts) -> Span | None:
    """The name in "its managing director, Aksel Holm"."""
    if parts.head_end >= parts.span[1]:
        return None
    tokens = reading.tokens
    for index in range(parts.head_end, parts.span[1]):
        if tokens.text[index] == ",":
            runs = reading.name_runs(index + 1, parts.span[1])
            if runs and runs[0][0] == index + 1:
                return runs[0]
    return None


def _described_document(
    reading: Reading, parts: _Parts, noun_at: int, memory: Memory
) -> Source:
    """A document: its author where the phrase names an organisation, else its own words."""
    noun = reading.tokens.lower[noun_at]
    author = _possessor(reading, parts, noun_at, memory) or _author_after(reading, parts, memory)
    if author is not None:
        return replace(author, noun=noun)
    return Source(reading.text(parts.span), SourceKind.DOCUMENT, noun)


def _possessor(reading: Reading, parts: _Parts, noun_at: int, memory: Memory) -> Source | None:
    tokens = reading.tokens
    genitive = "'s" in tokens.lower[parts.span[0] : noun_at]
    for run in reversed(reading.name_runs(parts.span[0], noun_at)):
        if run[1] - run[0] == 1 and reading.noun_at(run[0]) is NounKind.OFFICE:
            noun = tokens.lower[run[0]]
            return Source(memory.last_office(noun) or tokens.text[run[0]], SourceKind.OFFICE)
        name, kind, evidence = kind_of_name(_without_genitive(reading, run, memory), memory)
        marked = genitive or reading.text(run).endswith("s")
        if marked or (evidence and kind in _OUTLETS):
            return Source(name, kind, evidence=evidence)
    for index in range(noun_at - 1, parts.span[0] - 1, -1):
        lower = tokens.lower[index]
        stem = lower[:-1] if lower.endswith("s") else lower
        marked = genitive or (stem != lower and reading.language.code in _GENITIVE_S)
        if marked and reading.language.noun_kind(stem) is NounKind.OFFICE:
            name = memory.last_office(stem)
            text = tokens.text[index]
            return Source(name or (text if stem == lower else text[:-1]), SourceKind.OFFICE)
    return None


def _author_after(reading: Reading, parts: _Parts, memory: Memory) -> Source | None:
    """The author in "measurements by the University of X", "the log of the operator, X"."""
    tokens, words = reading.tokens, reading.language.words
    links = [i for i in range(parts.head_end, parts.span[1]) if tokens.lower[i] in words["of"]]
    at = next((i for i in links if tokens.lower[i] in words["authors"]), (links or [-1])[0])
    runs = reading.name_runs(at + 1, parts.span[1]) if at >= 0 else []
    if not runs:
        return None
    certain = tokens.lower[at] in words["authors"]
    offices = [i for i in range(at + 1, runs[0][0]) if reading.noun_at(i) is NounKind.OFFICE]
    name, kind, evidence = kind_of_name(reading.text(runs[0]), memory)
    if offices:
        return _introduced(reading, offices[-1], SourceKind.OFFICE, runs[0], memory)
    if kind is SourceKind.POST or not (evidence or certain):
        return None
    return Source(name, kind, evidence=evidence)


def _described_post(
    reading: Reading, parts: _Parts, noun_at: int, memory: Memory
) -> Source:
    """A post: "<platform> message" in every language, so that two reports of it agree."""
    noun = reading.tokens.lower[noun_at]
    platform = None
    runs = reading.name_runs(parts.span[0], noun_at)
    if runs:
        platform = reading.text(runs[-1])
    else:
        platform = platform_after(reading, noun_at + 1)
    if platform is not None:
        return Source(f"{normalise_source(platform)} message", SourceKind.POST, noun)
    bare = parts.span == (noun_at, noun_at + 1)
    if bare and (parts.definite or reading.language.code == "sv"):
        for mention in reversed(memory.spoken):
            if mention.kind is SourceKind.POST:
                return Source(mention.name, mention.kind, noun)
    return Source(reading.text(parts.span), SourceKind.POST, noun)


def platform_after(reading: Reading, first: int) -> str | None:
    """The platform named after "on", "the app" or the like, within reach, or None."""
    tokens, words = reading.tokens, reading.language.words
    for index in range(first, min(len(tokens), first + _PLATFORM_REACH)):
        if tokens.lower[index] in words["platform"]:
            for run in reading.name_runs(index + 1, min(len(tokens), index + 4)):
                if run[0] == index + 1 and tokens.lower[run[0]] not in words["times"]:
                    return reading.text(run)
    return None


def _described_body(reading: Reading, parts: _Parts, noun_at: int, memory: Memory) -> Source:
    """An outlet, agency or office named by a common noun."""
    tokens = reading.tokens
    kind = _NAMED_KIND[reading.noun_at(noun_at) or NounKind.OFFICE]
    noun = tokens.lower[noun_at]
    apposition = _apposed_name(reading, parts)
    if apposition is not None:
        name, own, evidence = kind_of_name(reading.text(apposition), memory)
        return Source(name, own if evidence else kind, noun)
    before = parts.names[-1] if parts.names and parts.names[-1][1] == noun_at else None
    if before is not None and find_known(reading.text(before)) is not None:
        name, own, _ = kind_of_name(reading.text(before), memory)
        if own in _OUTLETS:
            return Source(name, own, noun)
    definite = parts.definite or (reading.language.code == "sv" and noun.endswith(("n", "t")))
    if definite and kind in _OUTLETS:
        outlet = memory.last_outlet()
        if outlet is not None:
            return Source(outlet, kind_of_name(outlet, memory)[1], noun)
    if before is None and definite and kind is SourceKind.OFFICE and not parts.names:
        office = memory.last_office(noun)
        if office is not None and parts.head_end == parts.span[1]:
            return Source(office, kind, noun)
    return Source(reading.text(parts.span), kind, noun)
