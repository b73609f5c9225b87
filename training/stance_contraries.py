"""Affairs told one way and the contrary way, within and across languages.

"The mill closes" is refuted by "The mill stays open", "Das Werk arbeitet weiter wie bisher" and
"She was acquitted" by no "not" at all. The affairs are in `stance_affairs/contraries.toml`: what
says the claim, what says the contrary, and what says neither.

    python -m training.stance_contraries --show 40
"""

from __future__ import annotations

import argparse
import random
from typing import Any

from scoring.records import Stance
from training.stance_counts import PLACES, draw_languages, draw_pairs
from training.stance_data import Pair, show_pairs

MOST = 14_000  # pairs
_NAMES = (
    "Lindqvist", "Okafor", "Moreau", "Petrenko", "Haddad", "Novak", "Silva", "Brandt", "Keane",
    "Rossi", "Jansen", "Virtanen", "Kowalska", "Ortega", "Nakamura", "Berg", "Demir", "Tan",
)  # fmt: skip

# Kinds of pair: how many there are of each in a hundred, how claim and statement tell the affair.
_KINDS = {
    "said": (23, "yes", "yes"),
    "contrary": (22, "yes", "no"),
    "turned": (8, "no", "yes"),
    "negated": (9, "not", "yes"),
    "negation_said": (5, "not", "not"),
    "negation": (3, "yes", "not"),
    "contrary_said": (6, "no", "no"),
    "open": (8, "yes", "open"),
    "open_contrary": (3, "no", "open"),
    "open_negation": (2, "not", "open"),
    "open_said": (3, "open", "open"),
    "other": (5, "yes", "yes"),
    "beside": (5, "yes", "yes"),
}
_STANCES = {
    "said": Stance.SUPPORTS,
    "contrary": Stance.REFUTES,
    "turned": Stance.REFUTES,
    "negated": Stance.REFUTES,
    "negation": Stance.REFUTES,
    "negation_said": Stance.SUPPORTS,
    "contrary_said": Stance.SUPPORTS,
    "open_said": Stance.SUPPORTS,
}
_WITH_CONTEXT = 0.4  # of the pairs that leave the affair open in the sentence before


def contrary_pairs(most: int = MOST) -> list[Pair]:
    """Pairs of the sources `contraries_<kind>`; the seed fixes them. An affair is a group."""
    return draw_pairs("contraries", _drawn, most)


def _drawn(affairs: list[dict[str, Any]], picker: random.Random) -> Pair:
    kind = picker.choices(list(_KINDS), [many for many, _, _ in _KINDS.values()])[0]
    _, ours, theirs = _KINDS[kind]
    affair = picker.choice(affairs)
    first, second = draw_languages(affair, picker)
    slots = {"p": picker.choice(PLACES), "a": picker.choice(_NAMES)}
    told = affair
    shown = slots
    if kind == "other":
        shown = {"p": picker.choice(PLACES), "a": picker.choice(_NAMES)}
    elif kind == "beside":
        told = picker.choice([a for a in affairs if a is not affair and second in a])
        theirs = picker.choice(("yes", "no", "open"))
    if ours not in affair[first] or theirs not in told[second]:
        return _drawn(affairs, picker)
    claim = _say(affair[first][ours], slots, picker, alike=kind == "contrary_said")
    statement = _say(told[second][theirs], shown, picker, alike=kind == "contrary_said")
    if kind == "other" and shown == slots:
        kind = "said"
    context = ""
    if (
        ours != "open" != theirs
        and kind not in {"other", "beside"}
        and picker.random() < _WITH_CONTEXT
    ):
        context = _say(affair[second]["open"], slots, picker)
    stance = _STANCES.get(kind, Stance.NEUTRAL)
    group = f"contraries-{affair['name']}"
    return Pair(f"contraries_{kind}", group, claim, first, statement, second, stance, context)


def _say(
    texts: list[str], slots: dict[str, str], picker: random.Random, *, alike: bool = False
) -> str:
    """One of the ways to say it; the first of each language where all have to say the same."""
    text = texts[0] if alike else picker.choice(texts)
    return text.format(**slots)


def main() -> None:
    """Print counts by source and samples."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--show", type=int, default=20, help="samples to print")
    options = parser.parse_args()
    show_pairs(contrary_pairs(), options.show)


if __name__ == "__main__":
    main()
