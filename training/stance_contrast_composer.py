"""Frames filled and pairs put together, for `stance_contrast_makers`."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from scoring.records import Stance
from training import stance_contrast_deeds
from training import stance_contrast_frames as frames
from training.stance_contrast_details import Names
from training.stance_contrast_grammar import Clause, subordinate
from training.stance_contrast_sources import Material
from training.stance_data import LONGEST, Pair

_Item = TypeVar("_Item")
_WITH_CONTEXT, _WITH_SIDE = 0.4, 0.25  # shares of pairs
_ACTING = frozenset(actor.split()[0] for actors in frames.ACTORS.values() for actor in actors)
_TURN = re.compile(r"\b(?:but|while|men|aber|mais|pero|ma|mas)\b")


class Composer:
    """Fills frames and adds neighbours; the picker fixes its choices."""

    def __init__(
        self,
        found: Sequence[Material],
        names: Names,
        small: dict[str, frozenset[str]],
        picker: random.Random,
    ) -> None:
        """Keep what every clause draws on."""
        self.names, self.small, self.picker = names, small, picker
        self._clauses: dict[tuple[str, int], list[Clause]] = defaultdict(list)
        self._of_group: dict[str, list[Clause]] = defaultdict(list)
        self.groups: dict[str, list[str]] = defaultdict(list)
        self.by_word: dict[tuple[str, int, str], list[str]] = defaultdict(list)
        for material in found:
            clause = material.clause
            self._clauses[clause.language, material.fold].append(clause)
            self._of_group[material.group].append(clause)
            self.groups[clause.language].append(material.group)
            text = material.sentence.text if material.sentence else f"{clause.text}."
            for word in content_words(clause.text):
                self.by_word[clause.language, material.fold, word].append(text)

    def around(self, language: str, text: str) -> str:
        """A clause in a frame that takes a main clause, or bare."""
        own = [f for f in frames.SUPPORTING[language] if "{s}" not in f]
        frame = self.picker.choice([*own, "{x}."])
        return as_sentence(frame.format(x=text, a=self.actor(language)))

    def framed(
        self, table: dict[str, list[str]], clause: Clause, side: Clause | None = None
    ) -> str:
        """A drawn frame around the clause, with another affair where the frame has room for one."""
        frame = self.picker.choice(table[clause.language])
        return as_sentence(
            frame.format(
                x=clause.text,
                s=subordinate(clause, self.opening(clause)),
                a=self.actor(clause.language),
                o=subordinate(side, self.opening(side)) if side else "",
            )
        )

    def opening(self, clause: Clause) -> str:
        """The first word of the clause as it stands inside a sentence."""
        first = clause.words[0]
        return first.lower() if self._is_small(first, clause.language) else first

    def _is_small(self, word: str, language: str) -> bool:
        """Whether a word at the start of a sentence is no name."""
        known, low = self.small.get(language, frozenset()), word.lower()
        if not word[1:].islower() and len(word) > 1:
            return False
        adjective = language == "de" and word.endswith(("e", "en"))
        return low in known | _ACTING or (adjective and low.rstrip("en") in known)

    def actor(self, language: str) -> str:
        """Who speaks."""
        return self.picker.choice(frames.ACTORS[language])

    def side(self, material: Material, clause: Clause) -> Clause | None:
        """Another affair that shares no word with the clause; of the same article half the time."""
        words = content_words(clause.text)
        own = [c for c in self._of_group[material.group] if c.language == clause.language]
        for _ in range(4):
            pool = own if len(own) > 2 and self.picker.random() < 0.5 else None
            other = self.picker.choice(pool or self._clauses[clause.language, material.fold])
            if not words & content_words(other.text):
                return other
        return None

    def shuffled(self, items: Iterable[_Item]) -> list[_Item]:
        """The items in a drawn order."""
        own = list(items)
        self.picker.shuffle(own)
        return own

    def pair(  # noqa: PLR0917 (the fields of a pair, in their order)
        self,
        material: Material,
        source: str,
        claim: Clause | str,
        statement: str,
        stance: Stance,
        before: str = "",
        *,
        own: bool = False,
    ) -> Pair:
        """The pair, now and then with another affair in front of it or a context.

        Args:
            material: What the pair is made of; gives the group and the language.
            source: Name of the rule.
            claim: A clause or a sentence.
            statement: A sentence.
            stance: Of the statement to the claim.
            before: The sentence before the statement, where it has one.
            own: The context is what the pair is about: keep it, and add nothing.
        """
        language = material.clause.language
        text = claim if isinstance(claim, str) else f"{claim.text}."
        if not own and self.picker.random() < _WITH_SIDE and len(statement) < 150:
            statement = self._joined(material, statement)
        if not own:
            neighbours = [s.text for s in material.others[:6] if s.text != statement]
            if not neighbours:
                strangers = self._clauses[language, material.fold]
                neighbours = [f"{self.picker.choice(strangers).text}."]
            before = before or self.picker.choice(neighbours)
            before = before if self.picker.random() < _WITH_CONTEXT else ""
        return Pair(
            source,
            material.group,
            text,
            language,
            statement[: 2 * LONGEST],
            language,
            stance,
            before,
        )

    def _joined(self, material: Material, statement: str) -> str:
        language = material.clause.language
        side = self.side(material, material.clause)
        if (
            side is None
            or statement[-1] == "?"
            or _TURN.search(statement)
            or ";" in statement
            or ": " in statement
        ):
            return statement
        first = statement.split(" ", 1)[0]
        small = self._is_small(first, language)
        body = statement[0].lower() + statement[1:] if small else statement
        frame = self.picker.choice(stance_contrast_deeds.AND[language])
        return frame.format(o=side.text, x=body)


def as_sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".?" else f"{text}."


def content_words(text: str) -> frozenset[str]:
    """Stems of the longer words."""
    return frozenset(word[:6] for word in re.findall(r"\w+", text.casefold()) if len(word) > 3)


def key(text: str) -> str:
    """The words alone, for comparing sentences."""
    return " ".join(re.findall(r"\w+", text.casefold()))
