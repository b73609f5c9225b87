"""What a document has named so far, and what its short forms and pronouns refer to.

Only safe references are resolved: an outlet noun to the last named outlet, an office noun to
the last office whose name holds that noun (or to the publisher, when the document is its own
release), a pronoun or a person noun to the last person so described, a surname to its full
name. Everything else keeps its own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from scoring.attribution.known import KnownSource, SourceTable, source_table
from scoring.attribution.languages import Language, NounKind, load_language
from scoring.attribution.names import (
    find_known,
    normalise_source,
    same_source,
    source_key,
)
from scoring.records import SourceKind

_REACH = 6  # sentences over which a pronoun or a person noun looks back
_MAX_MENTIONS = 400  # the most recent ones; older mentions are out of every reach but a name's


@dataclass(frozen=True, slots=True)
class Mention:
    """A source that the document has named: its name, kind, noun and sentence."""

    name: str
    kind: SourceKind
    noun: str
    sentence: int


@dataclass(slots=True)
class Memory:
    """The sources named so far in one document.

    Attributes:
        language: Its cues and word classes.
        publisher: The document's own publisher, or None.
        sentence: Index of the sentence being read.
        mentions: Named sources, oldest first.
        spoken: Indices into `mentions` of those that were quoted, oldest first.
        short_names: Full names by the key of a surname, acronym or last word.
        stems: Names as first given by their stem, in languages that inflect names.
    """

    language: Language
    publisher: str | None
    sentence: int = 0
    mentions: list[Mention] = field(default_factory=list)
    spoken: list[Mention] = field(default_factory=list)
    short_names: dict[str, tuple[str, SourceKind]] = field(default_factory=dict)
    stems: dict[str, tuple[str, SourceKind]] = field(default_factory=dict)

    def name(self, name: str, kind: SourceKind, noun: str = "") -> None:
        """Remember a named source."""
        self.mentions.append(Mention(name, kind, noun, self.sentence))
        if len(self.mentions) > _MAX_MENTIONS:
            del self.mentions[: _MAX_MENTIONS // 2]
        if self.language.grammar.case_endings:
            self.stems.setdefault(self.language.stem(name), (name, kind))
        words = name.split()
        joined = any(word in self.language.words["and"] for word in words)
        if len(words) > 1 and len(words[-1]) > 2 and not joined:
            self.short_names.setdefault(source_key(words[-1]), (name, kind))
            if self.language.grammar.case_endings:
                last = self.language.stem(words[-1])
                self.short_names.setdefault(source_key(last), (name, kind))

    def alias(self, short: str, name: str, kind: SourceKind) -> None:
        """Remember a short form that the document itself introduces: "Ostwick Radio (OR)"."""
        self.short_names[source_key(short)] = (name, kind)

    def speak(self, name: str, kind: SourceKind, noun: str = "") -> None:
        """Remember that a source was quoted."""
        self.spoken.append(Mention(name, kind, noun, self.sentence))
        if len(self.spoken) > _MAX_MENTIONS:
            del self.spoken[: _MAX_MENTIONS // 2]

    def is_publisher(self, name: str) -> bool:
        """Whether a name means the document's own publisher, in full or by its last word."""
        if self.publisher is None:
            return False
        if same_source(name, self.publisher):
            return True
        own, other = source_key(self.publisher).split(), source_key(name).split()
        return len(other) == 1 and len(own) > 1 and len(other[0]) > 3 and own[-1] == other[0]

    def expand(self, name: str) -> tuple[str, SourceKind] | None:
        """The full name and kind behind a short one, where the document has given it."""
        full = self.short_names.get(source_key(name))
        if full is None and self.language.grammar.case_endings:
            stem = self.language.stem(name)
            full = self.stems.get(stem) or self.short_names.get(source_key(stem))
        return full

    def last_outlet(self) -> str | None:
        """The last named outlet or agency; the publisher only where nothing else was named."""
        for mention in reversed(self.mentions):
            if mention.kind in (SourceKind.OUTLET, SourceKind.AGENCY):
                return mention.name
        return None

    def last_office(self, noun: str) -> str | None:
        """The last office that a noun ("ministry", "kommissionen") can refer back to."""
        words = self.language.words
        if noun in words["complete"]:
            return None
        for mention in reversed(self.mentions):
            if mention.kind is not SourceKind.OFFICE:
                continue
            if self._holds(mention.name, noun) or (mention.noun and self._same(mention.noun, noun)):
                return mention.name
            if noun in words["company"] and mention.noun in words["company"]:
                return mention.name
        if self.publisher is not None and self._holds(self.publisher, noun):
            return self.publisher
        return self._only_company() if noun in words["company"] else None

    def _only_company(self) -> str | None:
        """The one company by name that the document has named so far, where it is only one."""
        companies = {
            mention.name
            for mention in self.mentions
            if mention.kind is SourceKind.OFFICE
            and mention.name.casefold().split()[-1] in self.language.words["company_words"]
        }
        return companies.pop() if len(companies) == 1 else None

    def last_employer(self) -> str | None:
        """The office named most recently, within reach: "a spokeswoman said"."""
        for mention in reversed(self.mentions):
            if mention.kind is SourceKind.OFFICE and self.sentence - mention.sentence <= 1:
                return mention.name
        return None

    def last_person(self) -> Mention | None:
        """Whom "she" quotes: the last person quoted or introduced with a title, within reach."""
        spoken = self._last_spoken(SourceKind.PERSON, SourceKind.ANONYMOUS, SourceKind.POST)
        for mention in reversed(self.mentions):
            if mention.sentence <= (spoken.sentence if spoken else self.sentence - _REACH):
                break
            if mention.kind is SourceKind.PERSON and mention.noun:
                return mention
        return spoken or self._only_person_before()

    def _only_person_before(self) -> Mention | None:
        """The one person whom the sentence before names, where it names only one."""
        persons = {
            mention.name: mention
            for mention in self.mentions[-20:]
            if mention.kind is SourceKind.PERSON and mention.sentence == self.sentence - 1
        }
        return next(iter(persons.values())) if len(persons) == 1 else None

    def last_described(self, noun: str) -> Mention | None:
        """The last person to whom a noun ("the minister", "the source") can refer back."""
        if noun in self.language.words["source_nouns"]:
            return self._last_spoken(SourceKind.ANONYMOUS)
        for mention in reversed(self.spoken):
            if self.sentence - mention.sentence > _REACH:
                break
            person = mention.kind in (SourceKind.PERSON, SourceKind.ANONYMOUS)
            if person and (noun == mention.noun or noun in mention.name.casefold().split()):
                return mention
        for mention in reversed(self.mentions):
            if mention.kind is SourceKind.PERSON and mention.noun == noun:
                return mention
        return None

    def last_plural(self) -> Mention | None:
        """Whom "they" quotes: the last unnamed people or office quoted, within reach."""
        return self._last_spoken(SourceKind.ANONYMOUS, SourceKind.OFFICE)

    def _last_spoken(self, *kinds: SourceKind) -> Mention | None:
        for mention in reversed(self.spoken):
            if self.sentence - mention.sentence > _REACH:
                return None
            if mention.kind in kinds:
                return mention
        return None

    def _same(self, noun: str, other: str) -> bool:
        """Whether two forms are one noun."""
        return noun == other or self.language.base_form(noun) == self.language.base_form(other)

    def _holds(self, name: str, noun: str) -> bool:
        stem = self.language.base_form(noun)
        for word in name.casefold().split():
            if self.language.base_form(word) == stem or (
                self.language.grammar.compounds and len(stem) > 3 and word.endswith(stem)
            ):
                return True
        return False


def kind_of_name(name: str, memory: Memory) -> tuple[str, SourceKind, bool]:
    """Canonical name and kind of a proper name, and whether there is evidence for the kind.

    In this order: `sources.toml`, the document's own short forms, the publisher, an office or
    outlet word in the name, capitals alone, and at last the form: one word is an office, two to
    four words are a person.
    """
    language = memory.language
    known = find_known(name)
    if known is None and language.code == "de" and "en " in name:
        known = find_known(name.replace("en ", "e ", 1))  # "der Süddeutschen Zeitung"
    if known is None and language.grammar.case_endings:
        known = known_inflected(name, language)
    if known is not None:
        return known.name, known.kind, True
    if memory.is_publisher(name):
        publisher = memory.publisher or name
        office = _last_word_kind(publisher, language) is NounKind.OFFICE
        return publisher, SourceKind.OFFICE if office else SourceKind.OUTLET, True
    words = name.split()
    full = memory.expand(name)
    if full is not None:
        return full[0], full[1], True
    name = normalise_source(name)
    kind = _kind_by_words(words, language)
    if kind is SourceKind.OFFICE and language.grammar.compounds:
        name = " ".join([*name.split()[:-1], language.base_form(name.split()[-1])])
    if kind is not None:
        return name, kind, True
    if len(words) == 1 or name.isupper():
        return name, SourceKind.OFFICE, False
    return name, SourceKind.PERSON if len(words) <= 4 else SourceKind.OFFICE, False


def known_inflected(name: str, language: Language) -> KnownSource | None:
    """A known source whose name stands in some case: "Reutersin", "PAP-u", "Укрінформу".

    None in languages that do not inflect names.
    """
    if not language.grammar.case_endings:
        return None
    found = _known_stems(language.code, source_table()).get(language.stem(name))
    if found is None:
        return None
    source, alias = found
    return source if not alias.isupper() or name.startswith(alias) else None


@lru_cache(maxsize=64)  # languages, with the table in use
def _known_stems(code: str, known: SourceTable) -> dict[str, tuple[KnownSource, str]]:
    language = load_language(code)
    if language is None:
        return {}
    table: dict[str, tuple[KnownSource, str]] = {}
    for source in known.sources:
        for alias in (source.name, *source.aliases):
            if len(alias) > 2 and not alias.islower():
                table.setdefault(language.stem(alias), (source, alias))
    return table


def _kind_by_words(words: list[str], language: Language) -> SourceKind | None:
    last = words[-1].casefold()
    if last.endswith(language.agency_endings) and len(words) == 1 and len(last) > 5:
        return SourceKind.AGENCY
    if _ends_like_outlet(last, language, alone=len(words) == 1):
        return SourceKind.OUTLET
    if len(words) > 1 and words[0].casefold() in language.outlet_beginnings:
        return SourceKind.OUTLET
    kinds = [language.noun_kind(word.casefold().rstrip(".,")) for word in words]
    if NounKind.OFFICE in kinds:
        return SourceKind.OFFICE
    if kinds[-1] in (NounKind.OUTLET, NounKind.AGENCY):
        return SourceKind.OUTLET
    return None


def _ends_like_outlet(word: str, language: Language, *, alone: bool) -> bool:
    if not alone and word in language.outlet_endings:
        return True
    return len(word) > 6 and any(
        len(ending) > 3 and word.endswith(ending) for ending in language.outlet_endings
    )


def _last_word_kind(name: str, language: Language) -> NounKind | None:
    kinds = [language.noun_kind(word.casefold()) for word in name.split()]
    return NounKind.OFFICE if NounKind.OFFICE in kinds else None
