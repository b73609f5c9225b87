"""A draft read for what a fact-checker would check: no corpus, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.claims import Part, load_worth_model, split_claim
from scoring.errors import InvalidDocument
from scoring.models.encoder import Encoder
from scoring.text import detect_language, split_sentences
from scoring.text.characters import why_unusable

LONGEST_DRAFT = 100_000  # characters, some 900 sentences, each of which is encoded


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence of a draft that is worth checking.

    Attributes:
        text: The sentence, `draft[start:end]`.
        start: Offset of its first character in the draft.
        end: Offset after its last character.
        score: In [0, 1]; how likely a fact-checker would find it worth checking.
        parts: The assertions that it joins, with offsets in the draft; one that is the whole
            sentence where it cannot be split safely.
    """

    text: str
    start: int
    end: int
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with what is worth checking in it.

    Attributes:
        text: What all offsets count in.
        language: ISO 639-1 code, given or detected; "und" where none could be told.
        sentences: How many it has.
        claims: Those worth checking, in the order of the text.
        warnings: What could not be done for it.
    """

    text: str
    language: str
    sentences: int
    claims: tuple[DraftClaim, ...]
    warnings: tuple[str, ...]


def extract_claims(
    text: str, encoder: Encoder, language: str | None = None, *, least: float = 0.5
) -> Draft:
    """Find the sentences of a draft that are worth checking.

    Args:
        text: At most 100,000 characters, in any language.
        encoder: Any; with another than the packaged one the score goes by looks alone.
        language: ISO 639-1 code; detected when None.
        least: Score that a sentence must have, in [0, 1].

    Raises:
        InvalidDocument: The text is blank or too long, or has a character that no text has.
        ModelError: The fitted weights cannot be read.
    """
    _validate(text)
    language = language or detect_language(text)
    sentences = split_sentences(text, language)
    model = load_worth_model()
    texts = [sentence.text for sentence in sentences]
    fits = model.fits(encoder.identity)
    scores = model.scores(texts, encoder.encode_passages(texts) if fits else None, language)
    return Draft(
        text=text,
        language=language,
        sentences=len(sentences),
        claims=tuple(
            DraftClaim(
                text=sentence.text,
                start=sentence.start,
                end=sentence.end,
                score=float(score),
                parts=_parts(sentence.text, sentence.start, language),
            )
            for sentence, score in zip(sentences, scores, strict=True)
            if score >= least
        ),
        warnings=() if fits else (_other_encoder(encoder),),
    )


def _parts(sentence: str, start: int, language: str) -> tuple[Part, ...]:
    return tuple(
        replace(part, start=part.start + start, end=part.end + start)
        for part in split_claim(sentence, language)
    )


def _validate(text: str) -> None:
    if (why := why_unusable(text, "text")) is not None:
        raise InvalidDocument(why, pointer="/text")
    if not text.strip():
        raise InvalidDocument("text is blank; send a draft", pointer="/text")
    if len(text) > LONGEST_DRAFT:
        raise InvalidDocument(
            f"text has {len(text):,} characters, the limit is {LONGEST_DRAFT:,}; send it in parts",
            pointer="/text",
        )


def _other_encoder(encoder: Encoder) -> str:
    return (
        f"The score was not fitted to the encoder {encoder.identity.name!r}: it goes by length, "
        "figures, names and question marks alone, which tells less."
    )
