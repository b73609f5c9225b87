"""Claim and statement pairs for `training/stance.py` and `bench/stance.py`.

Every source is a file of the shared evaluation folder whose licence reading allows
training (`shared/data/README.md`); none of its text is kept in the repository.
Pairs are split by group (a claim, a premise or a news story with all that belongs
to it), never by row.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scoring.records import Stance
from scoring.stance.comparison import containment
from scoring.text import split_sentences

SEED = 20
TEST_FOLD, SECOND_TEST_FOLD, CALIBRATION_FOLD = 0, 1, 2
_FOLDS = 10
LONGEST = 320  # characters; a premise longer than this is cut down to its best sentence
_LEAST_OVERLAP = 0.3  # of the claim's words: below it the best sentence is no evidence of the label


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a statement with the stance that people gave it.

    Attributes:
        aside: A contradiction of general inference whose sentences share few words.
            It assumes that both describe one scene; in a corpus of many affairs such
            sentences have nothing to do with each other.
    """

    source: str
    group: str
    claim: str
    claim_language: str
    statement: str
    statement_language: str
    stance: Stance
    previous: str = ""
    aside: bool = False

    @property
    def fold(self) -> int:
        """0 to 9, from the group alone."""
        return _fold(self.group)

    @property
    def is_test(self) -> bool:
        """Whether the pair is only measured on."""
        if f"{self.source}.dev" in MEASURED_ONLY or self.fold == TEST_FOLD:
            return True
        return self.fold == SECOND_TEST_FOLD and self.group.startswith(_FEW_GROUPS)


# General inference and picture captions: they teach less about news than fact-check pairs do.
INFERENCE = frozenset(
    {
        "mnli_matched",
        "mnli_sample",
        "swenli",
        "mnli_matched_crossed",
        "esxnli",
        "esxnli_crossed",
        "conjnli",
        "scitail",
        "assin",
        "rte",
        "rte3_multi",
        "rte3_multi_crossed",
        "dnc_function_words",
        "help",
        "monli",
        "scone",
        "clcd",
    }
)
CAPTIONS = frozenset({"snli", "cad_nli", "breaking_nli", "negation_nli", "commitment_bank", "mpe"})

# Files that are only measured on, although their row allows training: small sets whose
# training twin is in the mix.
MEASURED_ONLY = frozenset({"fever_symmetric.dev"})

# Sets with few groups: two test folds instead of one, for a figure that means something.
_FEW_GROUPS = ("story-", "emergent", "fnc1", "scifact")

# Pairs taken at most, by file: automatic and artificial sets are capped, so that what people
# wrote and labelled outweighs them.
SOURCES = {
    "emergent.train": 2_100,
    "fever.train": 28_000,
    "fever_symmetric.dev": 700,
    "factcheck_gpt.train": 3_100,
    "climate_fever.train": 5_000,
    "scifact.train": 1_200,
    "healthver.train": 2_000,
    "covid_fact.train": 3_300,
    "covid_fact.dev": 450,
    "check_covid.train": 1_100,
    "check_covid.dev": 250,
    "fm2.train": 1_200,
    "wice.dev": 400,
    "summedits_news.dev": 810,
    "danish_fv.train": 2_100,
    "danish_fv.dev": 300,
    "fever_it.train": 100,
    "politihop.train": 600,
    "breaking_nli.train": 4_300,
    "negation_nli.train": 2_400,
    "cad_nli.train": 8_300,
    "cad_nli.dev": 800,
    "mnli_matched.train": 9_800,
    "mnli_sample.train": 12_100,
    "snli.train": 9_800,
    "swenli.train": 9_900,
    "mpe.train": 3_000,
    "rte.train": 1_800,
    "conjnli.train": 5_000,
    "conjnli.dev": 650,
    "commitment_bank.train": 250,
    "dnc_function_words.train": 1_450,
    "help.train": 2_500,
    "monli.train": 1_500,
    "scone.train": 3_000,
    "clcd.train": 2_000,
    "scitail.train": 1_300,
    "rte3_multi.train": 2_400,
    "esxnli.train": 2_700,
    "assin.train": 2_000,
}


def load_pairs(folder: Path) -> list[Pair]:
    """Read, sample and cross the pairs of all sources of pairs; the seed fixes the order.

    Args:
        folder: The folder `data/stance` of the shared evaluation data.
    """
    stories = _stories(folder)
    pairs: list[Pair] = []
    for name, most in SOURCES.items():
        found = [
            pair
            for row in read_rows(folder, name)
            if (pair := _pair(name, row, stories)) is not None
        ]
        pairs += sample(found, most, name)
    pairs += _crossed(folder, "mnli_matched.train", "swenli.train", 8_000)
    pairs += _crossed(folder, "esxnli.train", "esxnli.train", 4_000)
    pairs += _crossed(folder, "rte3_multi.train", "rte3_multi.train", 3_600)
    return pairs


# Files whose row allows measuring only, and how many of their pairs the table takes.
EVALUATED = {
    "xnli.dev": 8_000,
    "sick.dev": 800,
    "sick_multi.dev": 1_500,
    "anli.dev": 900,
    "cdsc_e.dev": 800,
    "healthfc.dev": 800,
    "imppres.dev": 600,
}


def load_evaluated(folder: Path) -> list[Pair]:
    """Pairs that nothing is trained on; XNLI apart by language."""
    pairs: list[Pair] = []
    for name, most in EVALUATED.items():
        found = [pair for row in read_rows(folder, name) if (pair := _pair(name, row, {}))]
        pairs += sample(found, most, name)
    return [
        replace(pair, source=f"{pair.source}_{pair.claim_language}")
        if pair.source in {"xnli", "sick_multi", "healthfc"}
        else pair
        for pair in pairs
    ]


def read_rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The records of one file."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def split_folds(pairs: Iterable[Pair]) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """Training, calibration and test pairs.

    A training pair whose claim or statement stands, word for word, in a held-out
    pair is dropped: sources borrow from each other.
    """
    training, calibration, test = [], [], []
    for pair in pairs:
        if pair.is_test:
            test.append(pair)
        elif pair.fold == CALIBRATION_FOLD:
            calibration.append(pair)
        else:
            training.append(pair)
    seen = {_key(text) for pair in test for text in (pair.claim, pair.statement)}
    calibration = [p for p in calibration if not {_key(p.claim), _key(p.statement)} & seen]
    seen |= {_key(text) for pair in calibration for text in (pair.claim, pair.statement)}
    training = [p for p in training if not {_key(p.claim), _key(p.statement)} & seen]
    return training, calibration, test


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def sample(pairs: list[Pair], most: int, name: str) -> list[Pair]:
    """At most `most` of the pairs; the name is part of the seed."""
    if len(pairs) <= most:
        return pairs
    return random.Random(f"{SEED}-{name}").sample(pairs, most)


def show_pairs(pairs: Sequence[Pair], count: int) -> None:
    """Print how many pairs there are of each source and stance, and some of them."""
    print(len(pairs), Counter(f"{pair.source} {pair.stance.value}" for pair in pairs))
    for pair in random.Random(SEED).sample(pairs, count):
        print(f"\n{pair.source} {pair.stance.value}\n  C {pair.claim}\n  S {pair.statement}")
        if pair.previous:
            print(f"  P {pair.previous}")


def few_of_each(pairs: Sequence[Pair], most: int) -> list[Pair]:
    """At most `most` pairs of each source."""
    by_source: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_source.setdefault(pair.source, []).append(pair)
    return [pair for source, own in by_source.items() for pair in sample(own, most, source)]


def _pair(name: str, row: dict[str, Any], stories: dict[str, str]) -> Pair | None:
    short = name.split(".", maxsplit=1)[0]
    stance = Stance(row["stance"])
    language = row["language"]
    statement, previous = row["premise"], ""
    if len(statement) > LONGEST:
        best = _best_sentence(row["claim"], statement, language)
        if best is None or (best[2] < _LEAST_OVERLAP and stance is not Stance.NEUTRAL):
            return None
        statement, previous = best[0], best[1]
    if not 1 < len(row["claim"]) <= LONGEST:
        return None
    return Pair(
        short,
        _group(short, row, stories),
        row["claim"],
        language,
        statement,
        language,
        stance,
        previous,
        _is_aside(short, row),
    )


def _is_aside(source: str, row: dict[str, Any]) -> bool:
    return (
        source in INFERENCE | CAPTIONS
        and row["stance"] == "refutes"
        and containment(row["claim"], row["premise"], row["language"]) < _LEAST_OVERLAP
    )


def _group(short: str, row: dict[str, Any], stories: dict[str, str]) -> str:
    if short in {"mnli_matched", "swenli"}:
        return f"mnli-{stories.get(row['id'], row['group'])}"
    if short in {"snli", "breaking_nli"}:
        return f"premise-{_key(row['premise'])}"
    if short == "emergent":
        return stories.get(row["group"], f"emergent-{row['group']}")
    return f"{short}-{row['group']}"


def is_held_out(group: str) -> bool:
    """Whether no pair of a group is trained on: its fold is for calibration or for tests."""
    held = {TEST_FOLD, CALIBRATION_FOLD}
    if group.startswith(_FEW_GROUPS):
        held.add(SECOND_TEST_FOLD)
    return _fold(group) in held


def emergent_groups(folder: Path) -> dict[str, str]:
    """The group that a pair of Emergent is in, by the rumour's own group."""
    stories = _stories(folder)
    return {
        row["group"]: _group("emergent", row, stories)
        for row in read_rows(folder, "emergent.train")
    }


def _stories(folder: Path) -> dict[str, str]:
    """Common group names: Swedish twin to English premise, Emergent rumour to FNC-1 story."""
    common: dict[str, str] = {}
    english = {row["id"].rsplit("-", 1)[1]: row for row in read_rows(folder, "mnli_matched.train")}
    for number, row in english.items():
        common[row["id"]] = common[f"swenli-dev-{number}"] = row["group"]
    story_of = {row["claim"]: row["group"] for row in read_rows(folder, "fnc1.train")}
    for row in read_rows(folder, "emergent.train"):
        if row["premise"] in story_of:
            common[row["group"]] = f"story-{story_of[row['premise']]}"
    return common


def _best_sentence(claim: str, text: str, language: str) -> tuple[str, str, float] | None:
    sentences = [s.text for s in split_sentences(text, language) if len(s.text) <= 2 * LONGEST]
    if not sentences:
        return None
    shares = [containment(claim, sentence, language) for sentence in sentences]
    best = max(range(len(sentences)), key=lambda i: shares[i])
    return sentences[best], sentences[best - 1] if best else "", shares[best]


def _crossed(folder: Path, first: str, second: str, most: int) -> list[Pair]:
    """Premise in one language and claim in another, from translations of the same pair."""
    by_number: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in dict.fromkeys((first, second)):
        for row in read_rows(folder, name):
            by_number[_number(row["id"])].append(row)
    stories = _stories(folder) if first.startswith("mnli") else {}
    pairs = []
    for rows in by_number.values():
        for one in rows:
            for other in rows:
                if one["language"] != other["language"] and one["stance"] == other["stance"]:
                    short = first.split(".", maxsplit=1)[0]
                    group = _group(short, one, stories)
                    pairs.append(
                        Pair(
                            f"{short}_crossed",
                            group,
                            other["claim"],
                            other["language"],
                            one["premise"][: 2 * LONGEST],
                            one["language"],
                            Stance(one["stance"]),
                            "",
                            _is_aside(short, one) or _is_aside(short, other),
                        )
                    )
    return sample(pairs, most, f"{first}x{second}")


def translated_claims(folder: Path) -> list[Pair]:
    """A sample of `every_translation`."""
    return sample(every_translation(folder), 4_000, "translated")


def every_translation(folder: Path) -> list[Pair]:
    """Claims with their translation as the statement: support across languages."""
    pairs = []
    for first, second in (
        ("mnli_matched.train", "swenli.train"),
        ("esxnli.train",) * 2,
        ("rte3_multi.train",) * 2,
    ):
        by_number: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for name in dict.fromkeys((first, second)):
            for row in read_rows(folder, name):
                by_number[_number(row["id"])].append(row)
        stories = _stories(folder) if first.startswith("mnli") else {}
        short = first.split(".", maxsplit=1)[0]
        for rows in by_number.values():
            pairs += [
                Pair(
                    "made_translated",
                    _group(short, one, stories),
                    one["claim"],
                    one["language"],
                    other["claim"],
                    other["language"],
                    Stance.SUPPORTS,
                )
                for one in rows
                for other in rows
                if one["language"] != other["language"]
            ]
    return [p for p in pairs if 20 < len(p.claim) < 160]


def _number(identity: str) -> str:
    return re.sub(
        r"-(?:en|es|de|fr|it|sv)-",
        "-",
        identity.removeprefix("swenli-dev").removeprefix("mnli-matched"),
    )


def story_fold(story: str) -> int:
    """Fold of a news story of FNC-1, which Emergent's rumours share."""
    return _fold(f"story-{story}")


def _fold(group: str) -> int:
    return int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % _FOLDS
