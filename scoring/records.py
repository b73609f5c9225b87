"""The words of the domain as types: what flows from one step of the pipeline to the next.

All offsets count Unicode code points in the stored text of the document
(`document.text[start:end]`), so that a client can highlight a statement, a
hedge or an attribution with one coordinate system.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Stance(StrEnum):
    """Position of a statement, or of a document, towards the claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    NEUTRAL = "neutral"


class HedgeClass(StrEnum):
    """Why a cue weakens the author's commitment."""

    EPISTEMIC = "epistemic"  # "may have", "possibly", "sannolikt"
    REPORTATIVE = "reportative"  # "reportedly", "allegedly", "soll", "aurait"
    DOXASTIC = "doxastic"  # "is believed to", "suspects", "tros ha"
    INVESTIGATIVE = "investigative"  # "is investigating whether", "yet to be determined"
    CONDITIONAL = "conditional"  # "if confirmed", "falls sich bestätigt"


class SourceKind(StrEnum):
    """What an attribution's source is."""

    OUTLET = "outlet"  # a newspaper, broadcaster or site: "FAZ", "the broadcaster"
    AGENCY = "agency"  # a wire service: "Reuters", "TT"
    PERSON = "person"  # a named human being: "Foreign Minister Ilse Brandvold"
    OFFICE = "office"  # a named organisation: "the fire brigade", "Norrfiber"
    ANONYMOUS = "anonymous"  # unnamed people: "three EU officials", "källor"
    DOCUMENT = "document"  # a report, filing, letter: "an intelligence report"
    POST = "post"  # a message on a social platform: "a Chirrup message"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document.

    Attributes:
        text: The sentence, `document_text[start:end]`.
        start: Offset of its first character in the document text.
        end: Offset after its last character.
        paragraph: Index of its paragraph, counted from 0.
    """

    text: str
    start: int
    end: int
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Hedge:
    """A cue that weakens the author's commitment.

    Attributes:
        cue: The words as they stand in the text.
        hedge_class: Kind of weakening.
        start: Offset of the cue in the document text.
        end: Offset after the cue.
        strength: In (0, 1]; how much certainty the cue takes away, 1 for all of it.
        scope_start: Offset where the hedged content begins.
        scope_end: Offset after the hedged content.
    """

    cue: str
    hedge_class: HedgeClass
    start: int
    end: int
    strength: float
    scope_start: int
    scope_end: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to have said it.

    Attributes:
        source: The words of the source as they stand in the text ("the newspaper").
        name: The source after coreference and normalisation ("Lahntaler Tageblatt");
            equal to `source` without its article and titles when nothing is known about it.
        kind: What the source is.
        cue: The words that attribute ("reported", "citing", "enligt").
        start: Offset in the document text where the attribution (source and cue) begins.
        end: Offset after it.
        depth: 0 for the outermost source of the sentence, 1 for the source that
            it cites ("FAZ reported [0], citing three EU officials [1]"), and so on.
    """

    source: str
    name: str
    kind: SourceKind
    cue: str
    start: int
    end: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a stored document with what was computed at ingestion."""

    document_id: str
    index: int
    text: str
    start: int
    end: int
    paragraph: int
    language: str
    certainty: float
    hedges: tuple[Hedge, ...] = ()
    attributions: tuple[Attribution, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmittedDocument:
    """A document as a client sends it; `None` where the client said nothing."""

    text: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    owner: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    collection: str = "default"


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document; `credits` are the agencies its dateline, byline or credit line names."""

    id: str
    text: str
    url: str | None
    title: str | None
    publisher: str | None
    owner: str | None
    byline: str | None
    published_at: datetime | None
    language: str
    collection: str
    ingested_at: datetime
    credits: tuple[Attribution, ...] = ()
    warnings: tuple[str, ...] = field(default=())
