"""How many independent origins: the engine and plain ways to count, on known provenance.

    python -m bench.origins [--shared FOLDER] [--quick] [--all]

prints, for each scenario set and each method:

    for, against        share of claims with exactly the expected number of supporting,
                        refuting origins
    ±                   mean absolute error of that number
    pairs, B³           F1 over document pairs put into one origin, and B-cubed F1, over the
                        documents that gold and method both count
    names               share of expected origin names that are given

then the engine's figures by kind of trap and by language, then how well copies are told
from other articles (`bench/copies.py`). "Stance given" and all baselines are told which
documents support and which refute, so that only origins are measured; "whole engine"
decides that as well, and `--quick` leaves it out. Who is quoted at all is measured by
`python -m bench.attribution` (PolNeAR, German quotations).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.copies import FEW, SAMPLE, copies_table
from bench.origins_baselines import baselines
from bench.origins_cases import Case, clusters_of, engine_answer, given_cases, scenario_sets
from bench.origins_documents import KeptEncoder
from bench.origins_figures import SIDES, Answer, OriginTally
from bench.scenarios import REPOSITORY, run
from scoring.check import Models
from scoring.models.encoder import load_encoder
from scoring.records import Check
from scoring.settings import Settings
from scoring.stance import load_stance_model

GIVEN, WHOLE = "stance given", "whole engine"
HEADINGS = ("for", "±", "against", "±", "pairs", "B³", "names")
_NARROWEST = 104  # columns of the terminal that the tables need
NOTE = f"""\
isnad {version("isnad")} reads no text: it compares chains of transmitters that the caller declares,
letter by letter, with an upstream each and a hash of the document, and calls two without
declared lineage neither dependent nor independent; they count as two here. "Metadata" declares
publisher, byline, owner and the text's hash; "our chains" declares whom the engine's reader says
a text credits. Its content check compares errors that a critic has already proved wrong, and
has nothing to say about claims that are open.
A claim stands in the rows of all its scenario's traps, and of all languages of the documents
that take a side."""

# Kinds of trap and the scenarios' tags that mean them; other tags are languages and subjects.
TRAPS: Mapping[str, frozenset[str]] = {
    "reprinted wire story": frozenset({"wire-reprint", "trimmed", "re-headlined", "verbatim"}),
    "spun copy": frozenset({"machine-spun", "thesaurus", "uncredited-copy"}),
    "translated copy": frozenset({"translation"}),
    "release or filing": frozenset({"press-release", "court-filing", "shared-briefing"}),
    "relay": frozenset({"relay"}),
    "absent original": frozenset({"absent-original"}),
    "relay that confirms": frozenset({"own-confirmation"}),
    "own reporting": frozenset({"own-sources", "independent-local", "independent-measurement"}),
    "unnamed sources": frozenset({"anonymous-sources"}),
    "shared quotation": frozenset({"shared-quote", "shared-origin"}),
    "circular, back-dated": frozenset({"circular-citation", "back-dated", "missing-date"}),
    "one owner": frozenset({"sister-titles", "same-owner"}),
    "copied denial": frozenset({"denial", "denial-copied", "debunk-quotes-rumour"}),
    "rumour": frozenset({"rumour", "social-media", "debunk-quotes-rumour"}),
    "correction": frozenset({"correction", "retraction"}),
    "other affair": frozenset({"other-place", "other-company", "other-place-other-year"}),
    "numbers in conflict": frozenset({"number-conflict"}),
    "negation, plan": frozenset({"negation", "negated-claim", "plan-vs-done", "plan-or-done"}),
    "hedging": frozenset({"hedging", "cannot-be-ruled-out"}),
    "other claim language": frozenset({"claim-language"}),
}

LANGUAGE_SETS = ("one language", "several languages")


@dataclass(frozen=True, slots=True)
class Answered:
    """A case and what a method says."""

    case: Case
    method: str
    answer: Answer


def answers_of(cases: Iterable[Case], *, plain: bool = True) -> Iterator[Answered]:
    """What the engine, and the baselines where asked for, say with the stances given."""
    methods = {GIVEN: engine_answer} | (baselines() if plain else {})
    for case in cases:
        for name, answer in methods.items():
            yield Answered(case, name, answer(case))


def whole_answers(cases: Iterable[Case], models: Models) -> Iterator[Answered]:
    """What the engine says when it has to decide the stances as well."""
    listed = list(cases)
    scenarios = {case.scenario.name: case.scenario for case in listed}
    for case, (_, _, check) in zip(listed, run(scenarios.values(), models), strict=True):
        yield Answered(case, WHOLE, _answer_of(check))


def _answer_of(check: Check) -> Answer:
    return {
        side: clusters_of(each for each in check.origins if each.stance is side) for side in SIDES
    }


def tally(answered: Iterable[Answered]) -> OriginTally:
    """Figures over some answers."""
    total = OriginTally()
    for item in answered:
        total.add(item.case.expected, item.answer)
    return total


def traps_of(case: Case) -> frozenset[str]:
    """The kinds of trap of the case's scenario."""
    return frozenset(
        kind for kind, tags in TRAPS.items() if not tags.isdisjoint(case.scenario.tags)
    )


def languages_of(case: Case) -> frozenset[str]:
    """The languages of the documents that take a side, and whether there are several."""
    known = case.languages
    return known | {LANGUAGE_SETS[len(known) > 1]} if known else known


def sets_table(answered: Iterable[Answered]) -> Table:
    """A row for each scenario set and method."""
    table = Table("set", "method", "claims", *HEADINGS, title="origins by scenario set")
    grouped: dict[tuple[str, str], list[Answered]] = {}
    for item in answered:
        grouped.setdefault((item.case.set_name, item.method), []).append(item)
    shown = ""
    for (name, method), items in grouped.items():
        table.add_row(name if name != shown else "", method, *_cells(tally(items)))
        shown = name
    return table


def groups_table(
    title: str, answered: Iterable[Answered], groups_of: Callable[[Case], Iterable[str]]
) -> Table:
    """A row for each group of claims and each way to run the engine; a claim may be in several.

    Args:
        title: Of the table.
        answered: Answers of any method; the engine's are shown.
        groups_of: The groups of a case.
    """
    table = Table("", "method", "claims", *HEADINGS, title=title)
    grouped: dict[tuple[str, str], list[Answered]] = {}
    for item in answered:
        if item.method in (GIVEN, WHOLE):
            for group in groups_of(item.case):
                grouped.setdefault((group, item.method), []).append(item)
    for (group, method), items in sorted(grouped.items(), key=_place):
        table.add_row(group if method == GIVEN else "", method, *_cells(tally(items)))
    return table


def _place(row: tuple[tuple[str, str], list[Answered]]) -> tuple[int, str, str]:
    """Traps in the order of their table, then how many languages, then each by its code."""
    (group, method), _ = row
    order = [*TRAPS, *LANGUAGE_SETS]
    return (order.index(group) if group in order else len(order), group, method)


def _cells(total: OriginTally) -> list[str]:
    return [str(total.claims), *(f"{value:.2f}" for value in total.figures().values())]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "var" / "origins")
    parser.add_argument("--quick", action="store_true", help="few pairs, no stance model")
    parser.add_argument("--all", action="store_true", help="every pair of the copy sets")
    parser.add_argument("--only", choices=("origins", "copies"), help="one half of it")
    options = parser.parse_args()
    console = Console(width=max(_NARROWEST, Console().width))
    settings = Settings.from_environment()
    encoder = KeptEncoder(
        load_encoder(settings.embedding_model, settings.model_cache_folder, report=console.print),
        options.cache,
    )
    if options.only != "copies":
        whole = None if options.quick else load_stance_model(settings.model_cache_folder)
        models = Models(encoder, whole) if whole else None
        for table in _origin_tables(options.shared, encoder, models):
            console.print(table)
        console.print(NOTE)
    if options.only != "origins":
        most = None if options.all else FEW if options.quick else SAMPLE
        console.print(copies_table(options.shared / "data", encoder, most))


def _origin_tables(shared: Path, encoder: KeptEncoder, models: Models | None) -> list[Table]:
    """The tables of origins; without models only those with the stances given."""
    answered: list[Answered] = []
    for name, scenarios in scenario_sets(shared).items():
        cases = list(given_cases(name, scenarios, encoder))
        answered += sorted(answers_of(cases), key=lambda item: item.method != GIVEN)
        if models is not None:
            answered += whole_answers(cases, models)
    return [
        sets_table(answered),
        groups_table("the engine by kind of trap", answered, traps_of),
        groups_table("the engine by language", answered, languages_of),
    ]


if __name__ == "__main__":
    main()
