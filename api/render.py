"""Answers for people: a check as an editor would want to read it, and the size of a corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

_WIDTH = 80
_QUOTES = 3  # statements shown for each origin; --json has them all

_Documents = Mapping[str, Mapping[str, Any]]  # by id

_VERDICTS = {
    "corroborated": ("CORROBORATED", "bold green"),
    "single_origin": ("SINGLE ORIGIN", "bold yellow"),
    "disputed": ("DISPUTED", "bold magenta"),
    "refuted": ("REFUTED", "bold red"),
    "unsupported": ("UNSUPPORTED", "bold"),
}
_BASES = {
    "own_reporting": "its own reporting",
    "named_source": "a source named in the text",
    "agency": "a wire service",
    "release": "what it published itself",
    "unknown": "source unknown",
}


def render_check(answer: Mapping[str, Any], console: Console) -> None:
    """Print an answer of `POST /v1/checks`: verdict, explanation, origins with their quotes."""
    page = _Page(console)
    _head(answer, page)
    for sentence in answer["explanation"]:
        page.line(sentence, indent=2, hang=2, bullet="•")
    documents = {item["id"]: item for item in answer["documents"]}
    for stance, title in (("supports", "Supporting"), ("refutes", "Refuting")):
        origins = [origin for origin in answer["origins"] if origin["stance"] == stance]
        if origins:
            side = "supporting" if stance == "supports" else "refuting"
            page.heading(f"{title}: {_counts(answer[side])}")
            for origin in origins:
                _origin(origin, documents, page)
    neutral = [item for item in answer["documents"] if item["stance"] == "neutral"]
    if neutral:
        page.heading("On the subject, but taking no side")
        for item in neutral:
            page.line(_source_of(item), indent=2, hang=2)
    if answer["warnings"]:
        page.heading("Note")
        for warning in answer["warnings"]:
            page.line(warning, indent=2, hang=2, style="yellow")
    page.blank()
    page.line(f"Check {answer['id']}, corpus version {answer['corpus_version']}", style="dim")


def render_origins(answer: Mapping[str, Any], console: Console) -> None:
    """Print an answer of `POST /v1/origins`: each origin with its documents and reasons."""
    page = _Page(console)
    documents = {item["id"]: item for item in answer["documents"]}
    head = Text(_number(len(answer["origins"]), "origin"), style="bold")
    of = _number(len(answer["documents"]), "document")
    page.line(head.append(f" (worth {answer['effective_origins']:g}) of {of}", style="not bold"))
    for origin in answer["origins"]:
        page.blank()
        title = Text(f"{origin['id']}  ").append(origin["name"], style="bold")
        page.line(title.append(f" ({_BASES[origin['basis']]})"), indent=2, hang=4)
        for name in origin["documents"]:
            page.line(f"— {_source_of(documents[name])}", indent=6, hang=2)
            for credit in documents[name]["credited_by"]:
                if credit["origin"] == origin["id"]:
                    credited = f"credits {credit['name']}: “{credit['quotation']}”"
                    page.line(credited, indent=8, hang=2)
        _reasons(origin, page)
    for heading, sentences in (("Ties", answer["ties"]), ("Note", answer["warnings"])):
        if sentences:
            page.heading(heading)
            for sentence in sentences:
                page.line(sentence, indent=2, hang=2, bullet="•")
    page.blank()
    page.line(f"Corpus version {answer['corpus_version']}", style="dim")


def render_info(info: Mapping[str, Any], console: Console) -> None:
    """Print the size and make of a corpus."""
    page = _Page(console)
    encoder = info["encoder"]
    rows = {
        "corpus": info["uri"],
        "version": f"{info['version']:,}",
        "documents": f"{info['documents']:,}",
        "statements": f"{info['statements']:,} ({info['unindexed_statements']:,} not yet indexed)",
        "checks": f"{info['checks']:,}",
        "collections": _listed(info["collections"]),
        "languages": _listed(info["languages"]),
        "encoder": f"{encoder['name']}, {encoder['dimension']} dimensions",
    }
    for name, value in rows.items():
        page.line(f"{name:<13}{value}", hang=13)


class _Page:
    """Lines of wrapped text, 80 columns at most; colours only where the console has them."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = min(console.width, _WIDTH)

    def line(
        self, text: str | Text, *, indent: int = 0, hang: int = 0, bullet: str = "", style: str = ""
    ) -> None:
        """Print a paragraph; its second and later lines are indented by `hang` more."""
        body = Text(text, style=style) if isinstance(text, str) else text
        if bullet:
            body = Text(f"{bullet} ").append_text(body)
        first, *rest = body.wrap(self._console, self._width - indent - hang) or [Text()]
        if rest and hang:
            # Text.wrap knows no hanging indent: the first line may be longer by it.
            first, *_ = body.wrap(self._console, self._width - indent)
            remainder = body[len(first.plain.rstrip()) :]
            remainder = remainder[len(remainder.plain) - len(remainder.plain.lstrip()) :]
            rest = list(remainder.wrap(self._console, self._width - indent - hang))
        self._print(first, indent)
        for part in rest:
            self._print(part, indent + hang)

    def heading(self, text: str) -> None:
        """Print a heading with a blank line above it."""
        self.blank()
        self.line(text, style="bold")

    def blank(self) -> None:
        """Print a blank line."""
        self._console.print()

    def _print(self, text: Text, indent: int) -> None:
        text.rstrip()
        self._console.print(Padding(text, (0, 0, 0, indent), expand=False))


def _head(answer: Mapping[str, Any], page: _Page) -> None:
    words, style = _VERDICTS[answer["verdict"]]
    low, high = answer["score_interval"]
    fitted = "" if answer["calibration"] else ", not calibrated"
    head = Text(words, style=style).append(
        f"   score {answer['score']:.2f} ({low:.2f} to {high:.2f}{fitted})", style="not bold"
    )
    page.line(head)
    page.line(f"“{answer['claim']['text']}”", style="italic")
    if answer.get("abstention"):  # checks of earlier versions have none
        page.line(answer["abstention"], style="yellow")
    if answer["coverage"] == "degraded":
        page.line("Part of the search failed: evidence may be missing.", style="bold red")
    page.blank()


def _origin(origin: Mapping[str, Any], documents: _Documents, page: _Page) -> None:
    page.blank()
    title = Text(f"{origin['id']}  ").append(origin["name"], style="bold")
    title.append(f" ({_BASES[origin['basis']]}; certainty {origin['certainty']:.2f})")
    page.line(title, indent=2, hang=4)
    for evidence in origin["evidence"][:_QUOTES]:
        _quote(evidence, documents[evidence["document"]], page)
    if len(origin["evidence"]) > _QUOTES:
        page.line(f"and {_number(len(origin['evidence']) - _QUOTES, 'more statement')}", indent=6)
    for name in origin["documents"]:
        page.line(f"— {_source_of(documents[name])}", indent=6, hang=2)
    _reasons(origin, page)


def _reasons(origin: Mapping[str, Any], page: _Page) -> None:
    for reason, detail in _surest_reasons(origin["merged_because"]).items():
        page.line(f"one origin, {reason}: {detail}", indent=6, hang=2, style="dim")


def _quote(evidence: Mapping[str, Any], document: Mapping[str, Any], page: _Page) -> None:
    """A statement with what weakens it and whom it names."""
    page.line(f"“{evidence['text']}”", indent=6, hang=1)
    around = [item for item in document["statements"] if item["start"] == evidence["start"]]
    for statement in around:
        _notes(statement, page)


def _notes(statement: Mapping[str, Any], page: _Page) -> None:
    for hedge in statement["hedges"]:
        page.line(f"hedged: “{hedge['cue']}” ({hedge['class']})", indent=8, style="yellow")
    sources = list(dict.fromkeys(found["source"] for found in statement["attributions"]))
    if sources:
        page.line(f"attributed to: {', '.join(sources)}", indent=8, hang=2)


def _surest_reasons(merges: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The surest merge of each kind."""
    surest: dict[str, str] = {}
    for merge in sorted(merges, key=lambda merge: -float(merge["strength"])):
        surest.setdefault(merge["reason"].replace("_", " "), merge["detail"])
    return surest


def _source_of(item: Mapping[str, Any]) -> str:
    parts = [
        item["publisher"] or "publisher unknown",
        (item["published_at"] or "no date")[:10],
        item["language"],
        f"{item['collection']}/{item['id']}",
    ]
    return ", ".join(parts)


def _counts(count: Mapping[str, Any]) -> str:
    words: Sequence[tuple[str, str]] = (
        ("origins", "origin"),
        ("publishers", "publisher"),
        ("documents", "document"),
        ("statements", "statement"),
    )
    shown = [_number(count[many], one) for many, one in words]
    shown[0] += f" (worth {count['effective_origins']:g})"
    return ", ".join(shown)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counts.items()) or "none"
