"""The words of the domain as types: what flows from one step of the pipeline to the next.

All offsets count Unicode code points in the stored text of the document
(`document.text[start:end]`), so that a client can highlight a statement, a
hedge or an attribution with one coordinate system.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from scoring.published import FactCheckMatch


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
    """One sentence of a stored document with what was computed at ingestion.

    Attributes:
        document_key: Collection and id of its document, "collection/id".
        index: Its place among the document's statements, counted from 0.
        certainty: In [0, 1]; how firmly the sentence asserts its content.
    """

    document_key: str
    index: int
    text: str
    start: int
    end: int
    paragraph: int
    language: str
    certainty: float
    hedges: tuple[Hedge, ...] = ()
    attributions: tuple[Attribution, ...] = ()


class NoticeKind(StrEnum):
    """How a document is not what it was when it was first published."""

    CORRECTION = "correction"  # its text or headline says that it was corrected
    RETRACTION = "retraction"  # it says that it was withdrawn
    CHANGED_HEADLINE = "changed_headline"  # it came again under another headline
    RETRACTED = "retracted"  # a client said so: the page is gone, or the publisher told it


@dataclass(frozen=True, slots=True)
class Notice:
    """Word that a document was corrected, changed or withdrawn.

    Attributes:
        kind: Which of these.
        detail: The words of the text or headline; the headline before; the reason that was given.
        start: Offset of the words in the document text; None where they are not in it.
        end: Offset after them.
        noticed_at: When it was noticed; None where the text itself says it.
    """

    kind: NoticeKind
    detail: str
    start: int | None = None
    end: int | None = None
    noticed_at: datetime | None = None


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
    """A stored document.

    Attributes:
        credits: The agencies that its dateline, byline or credit line names.
        notices: Word of its correction, withdrawal or change.
        key: Collection and id, "collection/id"; ids are unique within a collection.
    """

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
    warnings: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    # Made once: every pair of documents that is compared asks for it.
    key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.collection}/{self.id}")


@dataclass(frozen=True, slots=True)
class Version:
    """What a document said for a time.

    Attributes:
        stored_at: When it came.
        replaced_at: When the next version came; None for the one that stands.
    """

    title: str | None
    text: str
    url: str | None
    publisher: str | None
    owner: str | None
    byline: str | None
    published_at: datetime | None
    language: str
    stored_at: datetime
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnalysedDocument:
    """A document with everything that ingestion computes from it.

    Attributes:
        document: The document.
        statements: Its statements in order.
        vectors: float32 of shape (len(statements), dimension), unit rows.
        shingles: Hashes of its word 3-grams: uint32, sorted, distinct.
        names: Stems of the names in its text, see `names_in`.
        numbers: Digits of the numbers in its text, see `numbers_in`.
    """

    document: Document
    statements: tuple[Statement, ...]
    vectors: NDArray[np.float32]
    shingles: NDArray[np.uint32]
    names: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claim:
    """The sentence to check."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class StanceScores:
    """Probabilities that a statement supports, refutes, or does neither; they sum to 1.

    Attributes:
        reported: The part of `neutral` that repeats the claim without standing behind
            it, as a rumour or an unconfirmed report.
    """

    supports: float
    refutes: float
    neutral: float
    reported: float = 0.0

    @property
    def stance(self) -> Stance:
        """The likeliest of the three; neutral on a tie."""
        best = max(self.supports, self.refutes)
        if best <= self.neutral:
            return Stance.NEUTRAL
        return Stance.SUPPORTS if self.supports >= self.refutes else Stance.REFUTES


@dataclass(frozen=True, slots=True)
class GuardNote:
    """Why a guard moved the probability of a stance.

    Attributes:
        name: The guard.
        detail: A sentence for the reader, with the words of both sides.
        claim_span_text: The words of the claim.
        statement_span_text: The words of the statement.
    """

    name: str
    detail: str
    claim_span_text: str
    statement_span_text: str


@dataclass(frozen=True, slots=True)
class JudgedStatement:
    """A statement held against the claim.

    Attributes:
        statement: The statement.
        similarity: Cosine of its vector and the claim's, in [-1, 1].
        stance: Its stance towards the claim.
        hedges: Those of its hedges whose scope holds what the claim is about.
        certainty: In [0, 1]; how firmly it asserts what the claim is about.
        notes: Why its stance is not what the model alone would say.
    """

    statement: Statement
    similarity: float
    stance: StanceScores
    hedges: tuple[Hedge, ...]
    certainty: float
    notes: tuple[GuardNote, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """A document held against the claim.

    Attributes:
        analysed: The document with its statements and vectors.
        stance: Its stance towards the claim.
        hedged: Whether it takes that stance only with hedging.
        certainty: In [0, 1]; of its firmest statement that takes that stance, 0 when neutral.
        statements: Those close enough to the claim to judge, in the order of the text.
        evidence: Those of them that take the document's stance; none when it is neutral.
    """

    analysed: AnalysedDocument
    stance: Stance
    hedged: bool
    certainty: float
    statements: tuple[JudgedStatement, ...]
    evidence: tuple[JudgedStatement, ...]

    @property
    def document(self) -> Document:
        """The document itself."""
        return self.analysed.document


class MergeReason(StrEnum):
    """Why two documents are one origin."""

    NEAR_COPY = "near_copy"  # the body of one is in the other, word for word or spun
    TRANSLATION = "translation"  # the same, across languages
    ATTRIBUTION = "attribution"  # one credits the other, or both credit one source
    SHARED_QUOTE = "shared_quote"  # both rest on the same quotation
    SAME_OWNER = "same_owner"  # sister titles with much of the text in common
    SAME_RELEASE = "same_release"  # both rest on what one office published


class Basis(StrEnum):
    """What an origin rests on."""

    OWN_REPORTING = "own_reporting"
    NAMED_SOURCE = "named_source"
    AGENCY = "agency"
    RELEASE = "release"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two documents were put into one origin.

    Attributes:
        documents: Keys of the two documents.
        reason: Kind of dependence.
        detail: A sentence with the quoted evidence.
        strength: In (0, 1]; how sure the dependence is.
    """

    documents: tuple[str, str]
    reason: MergeReason
    detail: str
    strength: float


@dataclass(frozen=True, slots=True)
class Origin:
    """Documents that go back to one provider of the evidence.

    Attributes:
        id: "o1", "o2", … in the order of the answer.
        stance: Stance of all its documents.
        name: The publisher for its own reporting, else whom the evidence goes back to.
        basis: What it rests on.
        documents: Keys of its documents, the earliest first.
        publishers: Their publishers, distinct, in the same order.
        certainty: In [0, 1]; of the document nearest to the source.
        evidence: The statements of that document that carry it.
        merges: Why its documents are one origin.
    """

    id: str
    stance: Stance
    name: str
    basis: Basis
    documents: tuple[str, ...]
    publishers: tuple[str, ...]
    certainty: float
    evidence: tuple[JudgedStatement, ...]
    merges: tuple[Merge, ...]


class Verdict(StrEnum):
    """What the corpus says of a claim, in the order in which the cases are decided."""

    UNSUPPORTED = "unsupported"  # nothing takes a position
    REFUTED = "refuted"  # only refutation
    DISPUTED = "disputed"  # support and credible refutation, at least one origin each
    SINGLE_ORIGIN = "single_origin"  # all support goes back to one origin
    CORROBORATED = "corroborated"  # two or more supporting origins, no credible refutation


@dataclass(frozen=True, slots=True)
class Count:
    """How much evidence of one stance there is, from the widest count to the honest one.

    Attributes:
        effective_origins_interval: (low, high): what the effective number may be, given that
            each doubtful tie between two origins either holds or does not.
    """

    statements: int
    documents: int
    publishers: int
    origins: int
    effective_origins: float
    effective_origins_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class FeatureValue:
    """One feature of the evidence.

    Attributes:
        name: Name in the feature table.
        part: The probability that it belongs to, "supported" or "independent".
        value: Its value for this claim.
        contribution: What it adds to that probability's log-odds.
        detail: A sentence that a reader understands.
    """

    name: str
    part: str
    value: float
    contribution: float
    detail: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """One of several assertions that a claim joins, weighed on evidence of its own.

    Attributes:
        text: Its words as they stand in the claim, `claim.text[start:end]`.
        start: Offset of its first character in the claim.
        end: Offset after its last character.
        standalone: The assertion as a claim of its own, which was checked.
        verdict: What the corpus says of it.
        score: How well it is corroborated, in [0, 1].
        supporting: The evidence for it.
        refuting: The evidence against it.
        origins: Where that goes back to.
        documents: The documents judged for it.
    """

    text: str
    start: int
    end: int
    standalone: str
    verdict: Verdict
    score: float
    supporting: Count
    refuting: Count
    origins: tuple[Origin, ...]
    documents: tuple[JudgedDocument, ...]


class ReasonKind(StrEnum):
    """What a sentence of the explanation is about."""

    VERDICT = "verdict"  # the verdict itself
    ORIGIN = "origin"  # who carries it, in which words
    MERGED = "merged"  # why documents count as one
    TIED = "tied"  # why origins do not count in full
    REVERSED = "reversed"  # who says now this, now that
    HEDGED = "hedged"  # who says it with a hedge only
    DIFFERS = "differs"  # who tells it with another detail
    MISSING = "missing"  # whom one would have to ask still
    ASSERTION = "assertion"  # how one of several assertions of the claim fares


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the explanation, and what it rests on.

    Attributes:
        kind: What it is about.
        text: The sentence.
        documents: Keys of the documents that it speaks of.
        origins: Ids of the origins that it speaks of.
        quotation: The statement that it quotes, None without one.
    """

    kind: ReasonKind
    text: str
    documents: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    quotation: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to a claim.

    Attributes:
        score: In [0, 1]; the probability that an editor would call the claim corroborated.
        score_interval: (low, high) around the score.
        score_parts: The two probabilities whose product the score is.
        calibration: Name of the fit behind the score.
        confidence: In [0, 1]; the probability that an editor would give the same verdict.
        abstention: Why the verdict should not be relied on; None where it can be.
        assertions: Those that the claim joins, each weighed apart; none where it is one.
        explanation: Sentences that an editor can read aloud, the verdict first.
        summary: The paragraph to paste that was made of them.
        degraded: Whether a part failed, so that evidence may be missing.
        versions: Name of each model that took part, by its role, and of the table of sources.
        fact_checks: Published ones of nearly this claim, nearest first; nothing is counted of them.
    """

    claim: Claim
    verdict: Verdict
    score: float
    score_interval: tuple[float, float]
    score_parts: dict[str, float]
    calibration: str | None
    confidence: float
    abstention: str | None
    supporting: Count
    refuting: Count
    origins: tuple[Origin, ...]
    documents: tuple[JudgedDocument, ...]
    assertions: tuple[Assertion, ...]
    features: tuple[FeatureValue, ...]
    explanation: tuple[Reason, ...]
    summary: str
    degraded: bool
    warnings: tuple[str, ...]
    corpus_version: int
    versions: dict[str, str]
    fact_checks: tuple[FactCheckMatch, ...] = ()
