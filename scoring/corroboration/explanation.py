"""The verdict in sentences that an editor can read aloud, each with its quotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.attribution import same_source
from scoring.corroboration.features import Evidence, Side
from scoring.records import Basis, Document, JudgedDocument, Origin, Stance, Verdict

_SET_ASIDE = 2  # documents that come close and take no side
_SHOWN = 3  # origins described one by one; the answer holds them all

_BASIS = {
    Basis.OWN_REPORTING: "its own reporting",
    Basis.NAMED_SOURCE: "the source that the text names",
    Basis.AGENCY: "a wire service",
    Basis.RELEASE: "what it published itself",
    Basis.UNKNOWN: "a source that cannot be told",
}


def explain(
    verdict: Verdict, evidence: Evidence, documents: Sequence[JudgedDocument]
) -> tuple[str, ...]:
    """Explain a verdict: what it is, which origins carry it and why, and what is missing.

    Args:
        verdict: The verdict.
        evidence: The evidence of both sides.
        documents: The judged documents.

    Returns:
        Sentences; the first states the verdict.
    """
    by_key = {item.document.key: item for item in documents}
    sentences = [_headline(verdict, evidence, documents)]
    for side, verb in ((evidence.supporting, "supports"), (evidence.refuting, "contradicts")):
        for place, origin in enumerate(side.origins[:_SHOWN]):
            sentences.append(_describe(origin, verb, side.clearest[place], by_key))
            sentences.extend(_merged(origin))
        if len(side.origins) > _SHOWN:
            sentences.append(f"{len(side.origins) - _SHOWN} further origins are in the list.")
        sentences.extend(f"They are counted apart, but not in full: {tie}" for tie in side.ties)
    sentences.extend(_reversed(evidence, by_key))
    sentences.extend(_hedging(documents))
    sentences.extend(_set_aside(documents))
    return tuple(sentences)


def _headline(verdict: Verdict, evidence: Evidence, documents: Sequence[JudgedDocument]) -> str:
    support, against = _counted(evidence.supporting), _counted(evidence.refuting)
    match verdict:
        case Verdict.CORROBORATED:
            return f"Independently reported by {support}."
        case Verdict.SINGLE_ORIGIN:
            return (
                "Reported, but not independently: all support goes back to one origin, "
                f"{evidence.supporting.origins[0].name}."
            )
        case Verdict.DISPUTED:
            return f"Disputed: reported by {support}, contradicted by {against}."
        case Verdict.REFUTED:
            return f"Contradicted by {against}; no document in this corpus supports it."
        case Verdict.UNSUPPORTED:
            near = len(documents)
            found = (
                "no document in this corpus comes close to it"
                if near == 0
                else f"{near} {_plural('document', near)} on the subject, none takes a position"
            )
            return f"Not reported here: {found}. That is no evidence against it."


def _counted(side: Side) -> str:
    count = len(side.origins)
    noun = _plural("origin", count)
    names = ", ".join(origin.name for origin in side.origins[:_SHOWN])
    more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
    return f"{count} {noun} ({names}{more})"


def _describe(origin: Origin, verb: str, quote: str, by_key: Mapping[str, JudgedDocument]) -> str:
    count = len(origin.documents)
    first = _first(origin, by_key)
    where = first.publisher or first.id
    carried = f", in {count} documents" if count > 1 else ""
    return (
        f"{origin.name} {verb} it, on the strength of {_BASIS[origin.basis]}{carried}: "
        f"“{quote}” ({where})."
    )


def _merged(origin: Origin) -> list[str]:
    """Why the documents of an origin count once: the surest reason of each kind."""
    surest: dict[str, str] = {}
    for merge in sorted(origin.merges, key=lambda merge: -merge.strength):
        surest.setdefault(merge.reason.value, merge.detail)
    return [f"These count as one ({kind.replace('_', ' ')}): {why}" for kind, why in surest.items()]


def _reversed(evidence: Evidence, by_key: Mapping[str, JudgedDocument]) -> list[str]:
    """Origins on both sides: who was the first to say it and now says otherwise, or took it back.

    Both sides keep their origin. That a provider has changed its account is for a person to
    weigh, who must not have to find it in two lists.
    """
    return [
        f"{before.name} is an origin on both sides: it {verb} it{_dated(before, by_key)}, and "
        f"{other} it{_dated(after, by_key)}. Read the later report for a correction or a "
        "withdrawal."
        for supporting in evidence.supporting.origins
        for refuting in evidence.refuting.origins
        if same_source(supporting.name, refuting.name)
        for before, verb, after, other in (_in_order(supporting, refuting, by_key),)
    ]


def _in_order(
    supporting: Origin, refuting: Origin, by_key: Mapping[str, JudgedDocument]
) -> tuple[Origin, str, Origin, str]:
    one, other = (_first(origin, by_key).published_at for origin in (supporting, refuting))
    if one is None or other is None or one <= other:
        return supporting, "supports", refuting, "contradicts"
    return refuting, "contradicts", supporting, "supports"


def _dated(origin: Origin, by_key: Mapping[str, JudgedDocument]) -> str:
    published = _first(origin, by_key).published_at
    return "" if published is None else f" on {published:%-d %B %Y}"


def _first(origin: Origin, by_key: Mapping[str, JudgedDocument]) -> Document:
    return by_key[origin.documents[0]].document


def _hedging(documents: Sequence[JudgedDocument]) -> list[str]:
    hedged = [item for item in documents if item.hedged]
    taking = [item for item in documents if item.evidence]
    if not hedged:
        return []
    first = hedged[0]
    cue = first.evidence[0].hedges[0].cue
    name = first.document.publisher or first.document.id
    say = "says" if len(hedged) == 1 else "say"
    share = f"{len(hedged)} of {len(taking)} documents that take a side"
    return [f"{share} {say} so only with a hedge, such as “{cue}” ({name})."]


def _set_aside(documents: Sequence[JudgedDocument]) -> list[str]:
    """Documents that come close and take no side, and the difference that was found."""
    found = []
    for item in documents:
        noted = [judged for judged in item.statements if judged.notes]
        if item.stance is Stance.NEUTRAL and noted:
            nearest = max(noted, key=lambda judged: judged.similarity)
            name = item.document.publisher or item.document.id
            sentence = f"Close, but no side: {name}. {nearest.notes[0].detail}"
            found.append((nearest.similarity, sentence))
    return [sentence for _, sentence in sorted(found, reverse=True)[:_SET_ASIDE]]


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
