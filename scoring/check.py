"""The way a claim goes, top to bottom."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from scoring.attribution.known import source_table
from scoring.corpus.filters import EVERYTHING, Filters
from scoring.corpus.notices import sentences_on
from scoring.corpus.search import Candidates, begin_words, find_candidates
from scoring.corpus.store import Corpus
from scoring.corroboration.calibration import load_calibration
from scoring.corroboration.explanation import explain, summarise
from scoring.corroboration.score import score_interval
from scoring.corroboration.verdict import abstention, confidence, joint_verdict, stability
from scoring.errors import CorpusError, InvalidClaim
from scoring.fact_checks import FactCheckMatch, FactCheckStore, nearest
from scoring.hedging.lexicon import lexicon_code
from scoring.models.encoder import Encoder, Vectors, load_encoder
from scoring.records import Check, Claim, JudgedDocument, Stance
from scoring.settings import Settings
from scoring.stance import StanceModel, load_stance_model
from scoring.steps import step
from scoring.text import detect_language
from scoring.text.characters import why_unusable
from scoring.weighing import Weighed, weigh, weigh_assertions

_log = logging.getLogger(__name__)

LONGEST_CLAIM = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Models:
    """The models that a check needs."""

    encoder: Encoder
    stance: StanceModel

    @property
    def versions(self) -> dict[str, str]:
        """The name of each model by its role."""
        identity = self.encoder.identity
        return {
            "encoder": f"{identity.name}@{identity.weights[:12]}",
            "stance": self.stance.identity,
        }


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
        settings.model_cache_folder,
        tokenizer=encoder.tokenizer,
        threads=settings.encoder_threads or None,
        report=report,
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
    corpus_version, sources_version = corpus.version, source_table().version
    wording = begin_words(corpus, claim.text, filters)
    with step("encode"):
        vector = models.encoder.encode_queries([claim.text])[0]
    with step("search"):
        candidates = find_candidates(
            corpus, claim.text, vector, filters, claim.language, wording=wording
        )
    priors = corpus.publisher_priors()
    whole = weigh(claim, vector, candidates.documents, models.stance, priors=priors)
    with step("assertions"):
        assertions = weigh_assertions(
            claim,
            candidates.documents,
            models.encoder,
            models.stance,
            first=1 + len(whole.origins),
            priors=priors,
        )

    with step("fact_checks"):
        matches, missed = _published(published, vector, filters)
    evidence = whole.evidence
    decision = joint_verdict(whole.verdict, [each.verdict for each in assertions])
    sure = confidence(whole.verdict, stability(whole.verdict, whole.drawn), evidence.undecided)
    reasons = explain(claim, decision, evidence, whole.documents, assertions)
    weakest = min([whole.score, *(each.score for each in assertions)])
    return Check(
        claim=claim,
        verdict=decision,
        score=weakest,
        score_interval=_interval(whole, weakest),
        score_parts={part.value: round(value, 4) for part, value in whole.parts.items()},
        calibration=load_calibration().name,
        confidence=round(sure, 4),
        abstention=abstention(sure),
        supporting=whole.supporting,
        refuting=whole.refuting,
        origins=whole.origins,
        documents=whole.documents,
        assertions=assertions,
        features=whole.features,
        explanation=reasons,
        summary=summarise(reasons),
        degraded=bool(candidates.failures),
        warnings=(*_warnings(candidates, whole.documents), *missed),
        corpus_version=corpus_version,
        versions={**models.versions, "sources": sources_version},
        fact_checks=matches,
    )


def _interval(whole: Weighed, weakest: float) -> tuple[float, float]:
    """The interval of the whole claim's score; no higher than the score of a weaker assertion."""
    low, high = score_interval(whole.drawn, whole.score)
    return min(low, weakest), high if weakest == whole.score else weakest


def read_claim(text: str, language: str | None = None) -> Claim:
    """Read a claim.

    Raises:
        InvalidClaim: It is blank, too long, or has a character that no text has.
    """
    if (why := why_unusable(text, "claim")) is not None:
        raise InvalidClaim(why, pointer="/claim")
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
