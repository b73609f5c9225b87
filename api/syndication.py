"""Documents by origin: those of the corpus read, those sent along analysed, all grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from api.answers import document_answer, merge_answer, shared_ids
from api.engine import Parts
from api.errors import FieldError, Problem, ProblemError
from api.problem_types import INVALID_INPUT
from api.schemas.origins import OriginsSchema, Reference
from scoring.corpus.ingest import analyse, document_key
from scoring.corpus.store import Corpus
from scoring.errors import InputError
from scoring.records import AnalysedDocument, SubmittedDocument
from scoring.syndication import Syndication, TextLineage, TextOrigin, find_text_origins

Item = Reference | SubmittedDocument

_ORIGINS = OriginsSchema()


def answer_origins(items: Sequence[Item], parts: Parts) -> dict[str, Any]:
    """Group documents by origin; nothing is stored.

    Args:
        items: Documents of the corpus and documents sent along, mixed, in any order. One that
            comes twice counts once.
        parts: The corpus and the models.

    Returns:
        The answer of `POST /v1/origins`.

    Raises:
        ProblemError: The corpus does not hold one of the ids, or two documents have one id;
            each is pointed at.
        CorpusError: The corpus cannot be read.
    """
    corpus_version = parts.corpus.version
    documents, repeated = _gather(items, parts)
    encoder = parts.models.encoder.identity
    found = find_text_origins(documents, priors=parts.corpus.publisher_priors())
    ids = {item.document.key: item.document.id for item in found.documents}
    answer: dict[str, Any] = _ORIGINS.dump(
        {
            "origins": [_origin(origin, ids) for origin in found.origins],
            "documents": [_document(item) for item in found.documents],
            "effective_origins": found.effective_origins,
            "ties": found.ties,
            "warnings": [*repeated, *found.warnings, *_shared_ids(found)],
            "corpus_version": corpus_version,
            "versions": {"encoder": f"{encoder.name}@{encoder.weights[:12]}"},
        }
    )
    return answer


def _gather(items: Sequence[Item], parts: Parts) -> tuple[list[AnalysedDocument], list[str]]:
    """The distinct documents, and a warning for each that came more than once."""
    keys = _keys(items, parts.corpus)
    stored = parts.corpus.load(
        sorted({key for key, item in zip(keys, items, strict=True) if _is_stored(item)})
    )
    _refuse_unknown(items, keys, stored)
    sent = _distinct(items, keys, stored)
    analysed = [_analyse(place, item, parts) for place, item in sent]
    counts = sorted(Counter(keys).items())
    repeated = [f"{key} was sent {n} times and counts once." for key, n in counts if n > 1]
    return [*stored.values(), *analysed], repeated


def _is_stored(item: Item) -> bool:
    return isinstance(item, Reference)


def _keys(items: Sequence[Item], corpus: Corpus) -> list[str]:
    """The key of each item, "collection/id".

    Raises:
        ProblemError: An id without its collection is held by none or by several.
    """
    keys, errors = [], []
    for place, item in enumerate(items):
        if isinstance(item, SubmittedDocument):
            keys.append(document_key(item))
            continue
        held = [item.collection] if item.collection else corpus.collections_of(item.id)
        if len(held) == 1:
            keys.append(f"{held[0]}/{item.id}")
        elif held:
            detail = (
                f"the id {item.id!r} is held by the collections {', '.join(held)}; name one, such "
                f"as {f'{held[0]}/{item.id}'!r}"
            )
            errors.append(FieldError(detail, pointer=f"/documents/{place}/id"))
        else:
            errors.append(_unknown(place, item.id))
    _refuse(errors)
    return keys


def _unknown(place: int, name: str) -> FieldError:
    detail = f"there is no document {name!r} in the corpus; send it as `document`"
    return FieldError(detail, pointer=f"/documents/{place}/id")


def _refuse_unknown(
    items: Sequence[Item], keys: Sequence[str], stored: dict[str, AnalysedDocument]
) -> None:
    _refuse(
        [
            _unknown(place, key)
            for place, (item, key) in enumerate(zip(items, keys, strict=True))
            if _is_stored(item) and key not in stored
        ]
    )


def _distinct(
    items: Sequence[Item], keys: Sequence[str], stored: dict[str, AnalysedDocument]
) -> list[tuple[int, SubmittedDocument]]:
    """The first of each document that was sent along, with its place.

    Raises:
        ProblemError: Two documents of different content have one id.
    """
    first: dict[str, tuple[int, SubmittedDocument]] = {}
    errors = []
    for place, (item, key) in enumerate(zip(items, keys, strict=True)):
        if not isinstance(item, SubmittedDocument):
            continue
        if key in stored:
            differs = stored[key].document.text != item.text
        else:
            differs = first.setdefault(key, (place, item))[1] != item
        if differs:
            detail = (
                f"has the id {key!r}, as another of the documents has, and is not the same; give "
                "it an id of its own"
            )
            errors.append(FieldError(detail, pointer=f"/documents/{place}/document"))
    _refuse(errors)
    return list(first.values())


def _analyse(place: int, item: SubmittedDocument, parts: Parts) -> AnalysedDocument:
    try:
        return analyse(item, parts.models.encoder)
    except InputError as error:
        pointer = f"/documents/{place}/document{error.pointer}"
        raise InputError(str(error), pointer=pointer) from error


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        several = f"{len(errors)} documents cannot be used, see errors."
        detail = errors[0].detail if len(errors) == 1 else several
        raise ProblemError(Problem(INVALID_INPUT, detail, tuple(errors)))


def _origin(origin: TextOrigin, ids: dict[str, str]) -> dict[str, Any]:
    return {
        "id": origin.id,
        "name": origin.name,
        "basis": origin.basis.value,
        "documents": [ids[key] for key in origin.documents],
        "publishers": origin.publishers,
        "merged_because": [merge_answer(merge, ids) for merge in origin.merges],
    }


def _document(item: TextLineage) -> dict[str, Any]:
    return {
        **document_answer(item.document),
        "origins": item.origins,
        "credited_by": item.credits,
    }


def _shared_ids(found: Syndication) -> Iterable[str]:
    return shared_ids([item.document for item in found.documents])
