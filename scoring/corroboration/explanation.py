"""The verdict in sentences that an editor can read aloud, each with its quotation.

`explain` gives them one by one, each with what it rests on; `summarise` makes of them the
paragraph that can be pasted. Nothing is called true or false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.attribution import same_source
from scoring.corroboration.missing import find_missing
from scoring.corroboration.sides import Evidence
from scoring.corroboration.verdict import verdict as verdict_on
from scoring.records import (
    Assertion,
    Basis,
    Claim,
    Document,
    JudgedDocument,
    Origin,
    Reason,
    ReasonKind,
    Stance,
    Verdict,
)

_SET_ASIDE = 2  # documents that come close and take no side
_SHOWN = 3  # origins described one by one; the answer holds them all
_SUMMARISED = 2  # sentences of each kind in the paragraph

_BASIS = {
    Basis.OWN_REPORTING: "its own reporting",
    Basis.NAMED_SOURCE: "the source that the text names",
    Basis.AGENCY: "a wire service",
    Basis.RELEASE: "what it published itself",
    Basis.UNKNOWN: "a source that cannot be told",
}

# Where an assertion that the claim joins is worse off than the claim as a whole.
_WEAKENED = {
    Verdict.SINGLE_ORIGIN: "Not independently reported in full: an assertion has one origin only.",
    Verdict.UNSUPPORTED: "Not reported in full: an assertion is reported nowhere here.",
    Verdict.DISPUTED: "Disputed in part: an assertion is contradicted.",
    Verdict.REFUTED: "Contradicted in part: an assertion is.",
}

# What the paragraph is made of; the rest is detail.
_IN_SUMMARY = (
    ReasonKind.VERDICT,
    ReasonKind.ASSERTION,
    ReasonKind.ORIGIN,
    ReasonKind.REVERSED,
    ReasonKind.HEDGED,
    ReasonKind.DIFFERS,
    ReasonKind.MISSING,
)


def explain(
    claim: Claim,
    verdict: Verdict,
    evidence: Evidence,
    documents: Sequence[JudgedDocument],
    assertions: Sequence[Assertion] = (),
) -> tuple[Reason, ...]:
    """Explain a verdict: what it is, which origins carry it and why, and what is missing.

    Args:
        claim: The claim.
        verdict: The verdict.
        evidence: The evidence of both sides.
        documents: The judged documents.
        assertions: Those that the claim joins; none where it is one.

    Returns:
        Sentences with what they rest on; the first states the verdict.
    """
    by_key = {item.document.key: item for item in documents}
    supporting, refuting = evidence.supporting.origins, evidence.refuting.origins
    alone = verdict_on(evidence)
    headline = _headline(alone, supporting, refuting, len(documents))
    if verdict is not alone:
        headline = f"{_WEAKENED[verdict]} As a whole: {headline}"
    reasons = [Reason(ReasonKind.VERDICT, headline), *_asserted(assertions)]
    for side, verb in ((evidence.supporting, "supports"), (evidence.refuting, "contradicts")):
        for place, origin in enumerate(side.origins[:_SHOWN]):
            reasons.append(_describe(origin, verb, side.clearest[place], by_key))
            reasons.extend(_merged(origin))
        if (more := len(side.origins) - _SHOWN) > 0:
            further = f"{more} further {_plural('origin', more)} that {verb} it"
            stand = "stands" if more == 1 else "stand"
            reasons.append(Reason(ReasonKind.ORIGIN, f"{further} {stand} in the list of origins."))
        reasons.extend(
            Reason(ReasonKind.TIED, f"They are counted apart, but not in full: {tie}")
            for tie in side.ties
        )
    reasons.extend(_reversed(evidence, by_key))
    reasons.extend(_hedging(documents))
    reasons.extend(_differing(evidence))
    reasons.extend(find_missing(claim, evidence, documents))
    return tuple(reasons)


def summarise(reasons: Sequence[Reason]) -> str:
    """Make the paragraph to paste: the verdict, who carries it, the doubts, what is missing.

    Args:
        reasons: As `explain` gives them.
    """
    taken = [
        reason.text
        for kind in _IN_SUMMARY
        for reason in [each for each in reasons if each.kind is kind][:_SUMMARISED]
    ]
    return " ".join(taken)


def _headline(
    verdict: Verdict, supporting: Sequence[Origin], refuting: Sequence[Origin], near: int
) -> str:
    """The verdict in words, where `near` documents come close to the claim."""
    support, against = _counted(supporting), _counted(refuting)
    match verdict:
        case Verdict.CORROBORATED:
            return f"Independently reported by {support}."
        case Verdict.SINGLE_ORIGIN:
            return (
                "Reported, but not independently: all support goes back to one origin, "
                f"{supporting[0].name}."
            )
        case Verdict.DISPUTED:
            return f"Disputed: reported by {support}, contradicted by {against}."
        case Verdict.REFUTED:
            return f"Contradicted by {against}; no document in this corpus supports it."
        case Verdict.UNSUPPORTED:
            found = (
                "no document in this corpus comes close to it"
                if near == 0
                else f"{near} {_plural('document', near)} on the subject, none takes a position"
            )
            return f"Not reported here: {found}. That is no evidence against it."


def _asserted(assertions: Sequence[Assertion]) -> list[Reason]:
    """How each assertion of a claim that joins several fares on evidence of its own."""
    return [
        Reason(
            ReasonKind.ASSERTION,
            f"Its assertion “{each.text}” alone: "
            + _headline(
                each.verdict,
                [origin for origin in each.origins if origin.stance is Stance.SUPPORTS],
                [origin for origin in each.origins if origin.stance is Stance.REFUTES],
                len(each.documents),
            ),
            origins=tuple(origin.id for origin in each.origins),
        )
        for each in assertions
    ]


def _counted(origins: Sequence[Origin]) -> str:
    count = len(origins)
    noun = _plural("origin", count)
    names = ", ".join(origin.name for origin in origins[:_SHOWN])
    more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
    return f"{count} {noun} ({names}{more})"


def _describe(
    origin: Origin, verb: str, quote: str, by_key: Mapping[str, JudgedDocument]
) -> Reason:
    count = len(origin.documents)
    first = _first(origin, by_key)
    where = first.publisher or first.id
    carried = f", in {count} documents" if count > 1 else ""
    name = origin.name[:1].upper() + origin.name[1:]
    return Reason(
        ReasonKind.ORIGIN,
        f"{name} {verb} it, on the strength of {_BASIS[origin.basis]}{carried}: "
        f"“{quote}” ({where}).",
        documents=origin.documents,
        origins=(origin.id,),
        quotation=quote,
    )


def _merged(origin: Origin) -> list[Reason]:
    """Why the documents of an origin count once: the surest reason of each kind."""
    surest: dict[str, Reason] = {}
    for merge in sorted(origin.merges, key=lambda merge: -merge.strength):
        kind = merge.reason.value
        text = f"These count as one ({kind.replace('_', ' ')}): {merge.detail}"
        surest.setdefault(
            kind, Reason(ReasonKind.MERGED, text, documents=merge.documents, origins=(origin.id,))
        )
    return list(surest.values())


def _reversed(evidence: Evidence, by_key: Mapping[str, JudgedDocument]) -> list[Reason]:
    """Origins on both sides: who was the first to say it and now says otherwise, or took it back.

    Both sides keep their origin. That a provider has changed its account is for a person to
    weigh, who must not have to find it in two lists.
    """
    return [
        Reason(
            ReasonKind.REVERSED,
            f"{before.name} is an origin on both sides: it {verb} it{_dated(before, by_key)}, "
            f"and {other} it{_dated(after, by_key)}. Read the later report for a correction or a "
            "withdrawal.",
            documents=(*before.documents, *after.documents),
            origins=(before.id, after.id),
        )
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


def _hedging(documents: Sequence[JudgedDocument]) -> list[Reason]:
    hedged = [item for item in documents if item.hedged]
    taking = [item for item in documents if item.evidence]
    if not hedged:
        return []
    first = hedged[0]
    cue = first.evidence[0].hedges[0].cue
    name = first.document.publisher or first.document.id
    say = "says" if len(hedged) == 1 else "say"
    share = f"{len(hedged)} of {len(taking)} documents that take a side"
    return [
        Reason(
            ReasonKind.HEDGED,
            f"{share} {say} so only with a hedge, such as “{cue}” ({name}).",
            documents=tuple(item.document.key for item in hedged),
            quotation=first.evidence[0].statement.text,
        )
    ]


def _differing(evidence: Evidence) -> list[Reason]:
    """Documents that come close and take no side, and the difference that was found."""
    return [
        Reason(
            ReasonKind.DIFFERS,
            f"Close, but no side: {each.name}. {each.detail}",
            documents=(each.document,),
        )
        for each in evidence.differing[:_SET_ASIDE]
    ]


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
