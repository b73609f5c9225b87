"""`secondsource corpus learn-priors`: learn of publishers from the corpus, with progress."""

from __future__ import annotations

import dataclasses

import click
from rich.console import Console

from api.answers import to_json
from api.console import require_corpus
from api.progress import counted
from scoring.provenance.priors import PublisherPriors
from scoring.settings import Settings

_SHOWN = 10  # pairs; --json has them all


def learn_and_show(settings: Settings, *, as_json: bool) -> None:
    """Learn which publishers' stories are copies, store it, and print the strongest pairs.

    It needs no model: what it reads was computed when the documents were stored.

    Raises:
        CorpusError: The corpus is not there, or cannot be read or written.
    """
    from scoring.corpus.learning import learn_priors
    from scoring.corpus.opened import identity_of
    from scoring.corpus.own_sources import SourceStore, SourceWatch
    from scoring.corpus.store import Corpus

    uri = settings.corpus_uri
    require_corpus(uri)
    corpus = Corpus(uri, identity_of(uri))
    SourceWatch(SourceStore(uri)).refresh()  # two names of one publisher are no pair
    with counted("reading stories") as report:
        found = learn_priors(corpus, report)
    if as_json:
        click.echo(to_json(_as_dict(found)))
    else:
        _render(found, Console(highlight=False))


def _as_dict(found: PublisherPriors) -> dict[str, object]:
    return {
        "corpus_version": found.corpus_version,
        "pairs": [
            {**dataclasses.asdict(pair), "probability": round(pair.probability, 4)}
            for pair in found.pairs
        ],
    }


def _render(found: PublisherPriors, console: Console) -> None:
    """Print what was learned, a pair a line."""

    def line(text: str) -> None:
        console.print(text, markup=False, soft_wrap=True)

    if not found.pairs:
        line("No two publishers have enough copies of each other's stories to learn from.")
        return
    count = len(found.pairs)
    line(f"{count:,} pair{'' if count == 1 else 's'} of publishers learned.")
    for pair in found.pairs[:_SHOWN]:
        line(
            f"  {pair.probability:.2f}  {pair.copies:,} of {pair.chances:,} stories of "
            f"{pair.rarer} are one text with a story of {pair.other}"
        )
    if count > _SHOWN:
        line(f"  and {count - _SHOWN:,} more; --json shows them all")
