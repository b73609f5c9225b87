"""The way a claim goes, top to bottom."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from scoring.corpus.filters import EVERYTHING, Filters
from scoring.corpus.notices import sentences_on
from scoring.corpus.search import Candidates, find_candidates
from scoring.corpus.store import Corpus
from scoring.corroboration.explanation import explain
from scoring.corroboration.features import Evidence, read_features, side_of
from scoring.corroboration.score import count, score, score_interval, verdict
from scoring.errors import CorpusError, InvalidClaim
from scoring.evidence import judge_documents
from scoring.fact_checks import FactCheckMatch, FactCheckStore, nearest
from scoring.hedging.lexicon import lexicon_code
from scoring.models.encoder import Encoder, Vectors, load_encoder
from scoring.provenance.origins import find_origins
from scoring.records import Check, Claim, JudgedDocument, Stance
from scoring.settings import Settings
from scoring.stance import StanceModel, load_stance_model
from scoring.text import detect_language
from scoring.text.characters import find_unusable

_log = logging.getLogger(__name__)

LONGEST_CLAIM = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Models:
    """The models that a check needs."""

    encoder: Encoder
    stance: StanceModel


def load_models(settings: Settings, report: Callable[[str], None] = lambda _: None) -> Models:
    """Load the models, preparing them in the cache when that was not done before.

    Args:
        settings: Which encoder, and where the cache is.
        report: Called with a line of text before each step that takes over two seconds.

    Raises:
        ModelError: A model cannot be prepared or loaded.
    """
    encoder = load_encoder(
        settings.embedding_model,
        settings.model_cache_folder,
        threads=settings.encoder_threads or None,
        report=report,
    )
    stance = load_stance_model(
        settings.model_cache_folder, threads=settings.encoder_threads or None, report=report
    )
    return Models(encoder, stance)


def check_claim(
    text: str,
    *,
    corpus: Corpus,
    models: Models,
    filters: Filters = EVERYTHING,
    language: str | None = None,
    published: FactCheckStore | None = None,
) -> Check:
    """Check a claim against the corpus.

    Args:
        text: The claim, one sentence of at most 2,000 characters.
        corpus: Where to look.
        models: The encoder that the corpus was made with, and the stance model.
        filters: Which part of the corpus to look at.
        language: ISO 639-1 code of the claim; detected when None.
        published: Fact-checks of others, of which the nearest are named beside the evidence.

    Returns:
        The verdict with everything that led to it.

    Raises:
        InvalidClaim: The claim is blank, too long, or not text.
        CorpusError: The corpus cannot be searched.
    """
    claim = read_claim(text, language)
    corpus_version = corpus.version
    vector = models.encoder.encode_queries([claim.text])[0]
    candidates = find_candidates(corpus, claim.text, vector, filters, claim.language)
    documents = judge_documents(claim, vector, candidates.documents, models.stance)

    priors = corpus.publisher_priors()
    supporting = find_origins(claim, documents, Stance.SUPPORTS, priors=priors)
    first = 1 + len(supporting.origins)
    refuting = find_origins(claim, documents, Stance.REFUTES, first, priors=priors)
    evidence = Evidence(side_of(supporting), side_of(refuting))

    matches, missed = _published(published, vector, filters)
    features = read_features(evidence)
    points = score(features)
    decision = verdict(evidence)
    return Check(
        claim=claim,
        verdict=decision,
        score=points,
        score_interval=score_interval(evidence, points),
        calibration=None,
        supporting=count(evidence.supporting, Stance.SUPPORTS, documents),
        refuting=count(evidence.refuting, Stance.REFUTES, documents),
        origins=(*supporting.origins, *refuting.origins),
        documents=documents,
        features=features,
        explanation=explain(decision, evidence, documents),
        degraded=bool(candidates.failures),
        warnings=(*_warnings(candidates, documents), *missed),
        corpus_version=corpus_version,
        versions={
            "encoder": f"{models.encoder.identity.name}@{models.encoder.identity.weights[:12]}",
            "stance": models.stance.identity,
        },
        fact_checks=matches,
    )


def read_claim(text: str, language: str | None = None) -> Claim:
    """Read a claim.

    Raises:
        InvalidClaim: It is blank, too long, or has a character that no text has.
    """
    if (found := find_unusable(text)) is not None:
        raise InvalidClaim(
            f"claim has the character U+{ord(text[found]):04X} at offset {found}, which no text "
            "has; remove it",
            pointer="/claim",
        )
    if not text.strip():
        raise InvalidClaim("claim is blank; send a sentence", pointer="/claim")
    if len(text) > LONGEST_CLAIM:
        raise InvalidClaim(
            f"claim has {len(text)} characters, the limit is {LONGEST_CLAIM}; send one sentence",
            pointer="/claim",
        )
    return Claim(text, language or detect_language(text))


def _published(
    store: FactCheckStore | None, vector: Vectors, filters: Filters
) -> tuple[tuple[FactCheckMatch, ...], tuple[str, ...]]:
    """The nearest published fact-checks, or a warning: they are no evidence, and may fail alone."""
    if store is None:
        return (), ()
    try:
        return nearest(store, vector, filters.collections), ()
    except CorpusError as error:
        _log.error("the published fact-checks cannot be read: %s", error)
        return (), ("The published fact-checks could not be read, so none is listed.",)


def _warnings(candidates: Candidates, documents: tuple[JudgedDocument, ...]) -> tuple[str, ...]:
    warnings = list(candidates.failures)
    if candidates.truncated:
        warnings.append(
            f"More documents than the {len(candidates.documents)} nearest ones were found; the "
            "others were not read. Narrow the filters to see them."
        )
    for item in documents:
        if item.stance is not Stance.NEUTRAL:
            warnings += sentences_on(item.document)
    languages = {
        item.document.language for item in documents if lexicon_code(item.document.language) is None
    }
    if languages:
        warnings.append(
            f"Hedges are not recognised in: {', '.join(sorted(languages))}. Documents in these "
            "languages count as unhedged."
        )
    return tuple(warnings)
