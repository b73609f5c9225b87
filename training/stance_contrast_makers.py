"""The rules that make pairs of one clause, for `stance_contrast`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from scoring.records import Stance
from training import stance_contrast_deeds
from training import stance_contrast_frames as frames
from training.stance_contrast_composer import Composer, as_sentence, content_words, key
from training.stance_contrast_details import (
    date_changes,
    number_changes,
    rounded,
    synonyms,
)
from training.stance_contrast_forms import hearsay, infinitive, opposites
from training.stance_contrast_grammar import (
    Change,
    Clause,
    negation,
    parse,
    subordinate,
)
from training.stance_contrast_sources import Material, Sentence
from training.stance_data import LONGEST, Pair

SUPPORTS, REFUTES, NEUTRAL = Stance.SUPPORTS, Stance.REFUTES, Stance.NEUTRAL
_OTHER_KINDS = frozenset({"place", "person", "date"})


class Maker(Composer):
    """Makes the pairs of one clause after the other; the picker fixes its choices."""

    def pairs(self, material: Material) -> Iterator[Pair]:
        """All pairs of a clause and of its changed forms."""
        clause, sentence = material.clause, material.sentence
        yield from self._about(material, clause)
        if sentence is not None:
            yield from self._core(material, clause, sentence)
            yield from self._elsewhere(material, sentence)
            yield from self._reworded(material, sentence)
        for change in self._changes(clause):
            yield from self._changed(material, change)

    def _changes(self, clause: Clause) -> Iterator[Change]:
        no = negation(clause)
        yield from [no] if no is not None else []
        yield from chain(
            number_changes(clause, self.picker),
            opposites(clause),
            self.names.changes(clause, self.picker),
            date_changes(clause, self.picker),
        )

    def _changed(self, material: Material, change: Change) -> Iterator[Pair]:
        clause, sentence = material.clause, material.sentence
        text = change.apply(clause.text)
        if text is None:
            return
        other = (
            Clause(clause.language, tuple(text.split()), clause.verb, negative=True)
            if change.kind == "negation"
            else parse(text, clause.language)
        )
        if other is None:
            return
        if change.kind in _OTHER_KINDS:
            source, stance = f"made_other_{change.kind}", NEUTRAL
        else:
            source, stance = f"made_{change.kind}_changed", REFUTES
        said = sentence or Sentence(f"{clause.text}.")
        if change.kind == "number" or sentence is not None:
            yield self.pair(material, source, other, said.text, stance, said.previous)
        else:
            framed = self.framed(frames.SUPPORTING, clause)
            yield self.pair(material, source, other, framed, stance)
        yield self.pair(material, source, clause, self.framed(frames.SUPPORTING, other), stance)
        if sentence is not None and (turned := change.apply(sentence.text)) is not None:
            yield self.pair(material, source, clause, turned, stance, sentence.previous)
            if key(turned) != key(other.text):
                yield self.pair(material, "made_core", other, turned, SUPPORTS, sentence.previous)
        if change.kind == "negation" or self.picker.random() < 0.5:
            yield from self._about(material, other)

    def _core(self, material: Material, clause: Clause, said: Sentence) -> Iterator[Pair]:
        if key(said.text) != key(clause.text):
            yield self.pair(material, "made_core", clause, said.text, SUPPORTS, said.previous)
        if material.title:
            yield self.pair(
                material, "made_headline", material.title, said.text, SUPPORTS, said.previous
            )

    def _about(self, material: Material, clause: Clause) -> Iterator[Pair]:
        """Frames around the clause, alone and beside another affair."""
        for source, table, stance in (
            ("made_attributed", frames.SUPPORTING, SUPPORTS),
            ("made_denied", frames.DENYING, REFUTES),
            ("made_open", frames.OPEN, NEUTRAL),
            ("made_reported_frame", frames.RUMOURED, NEUTRAL),
        ):
            if table is frames.DENYING and clause.negative:
                continue
            yield self.pair(material, source, clause, self.framed(table, clause), stance)
        side = self.side(material, clause)
        for source, table, stance in (
            ("made_twofold", frames.OTHER_DENIED, SUPPORTS),
            ("made_twofold", frames.DENIED_TOO, REFUTES),
            ("made_twofold", frames.OTHER_CONFIRMED, NEUTRAL),
        ):
            if side is not None and not (clause.negative and stance is REFUTES):
                text = self.framed(table, clause, side)
                yield self.pair(material, source, clause, text, stance)
        for text in self.shuffled(hearsay(clause))[:2]:
            yield self.pair(material, "made_reported_verb", clause, as_sentence(text), NEUTRAL)
        yield from self._unreal(material, clause)
        yield from self._speech(material, clause)

    def _unreal(self, material: Material, clause: Clause) -> Iterator[Pair]:
        found = infinitive(clause, self.opening(clause))
        if found is None:
            return
        subject, verb = found
        for source, table, stance in (
            ("made_planned", frames.PLANNED, NEUTRAL),
            ("made_undone", frames.UNDONE, REFUTES),
        ):
            if own := table.get(clause.language):
                if table is frames.UNDONE and verb.split()[0] in {"be", "have"}:
                    continue
                frame = self.picker.choice(own)
                actor = self.actor(clause.language)
                text = frame.format(subject=subject, verb=verb, a=actor)
                yield self.pair(material, source, clause, as_sentence(text), stance)

    def _speech(self, material: Material, clause: Clause) -> Iterator[Pair]:
        """A claim that somebody denied or confirmed something."""
        if (
            clause.language not in stance_contrast_deeds.SPEECH
            or self.picker.random() < 0.7
            or clause.negative
        ):
            return
        table, actor = stance_contrast_deeds.SPEECH[clause.language], self.actor(clause.language)
        slots = {"a": actor, "s": subordinate(clause, self.opening(clause))}

        def said(kind: str, which: int) -> str:
            return as_sentence(table[kind][which].format(**slots))

        for own, other in (("denied", "confirmed"), ("confirmed", "denied")):
            claim = said(own, 0)
            if len(claim) < 130:
                yield self.pair(material, "made_speech", claim, said(own, 1), SUPPORTS)
                yield self.pair(material, "made_speech", claim, said(other, 1), REFUTES)
                yield self.pair(material, "made_speech", claim, f"{clause.text}.", NEUTRAL)

    def _elsewhere(self, material: Material, said: Sentence) -> Iterator[Pair]:
        """Neighbours of the sentence: they share words with the claim and do not say it."""
        clause = material.clause
        words = content_words(clause.text)
        near = [
            s
            for s in material.others
            if 0 < len(words & content_words(s.text)) <= 0.4 * len(words) and s.text != said.text
        ]
        for neighbour in self.shuffled(near)[:1]:
            yield self.pair(
                material, "made_neighbour", clause, neighbour.text, NEUTRAL, neighbour.previous
            )
        for neighbour in self.shuffled(near)[1:2]:
            before = self.picker.choice([said.text, self.framed(frames.DENYING, clause)])
            yield self.pair(
                material, "made_context_only", clause, neighbour.text, NEUTRAL, before, own=True
            )
        if not material.others:
            yield from self._same_words(material, words, said)
        yield from self._detailed(material, said)

    def _detailed(self, material: Material, said: Sentence) -> Iterator[Pair]:
        """A claim with a detail: its own sentence's, or one that nobody mentions."""
        clause = material.clause
        more = said.text.removeprefix(clause.text)
        if more[:1] == " " and 3 <= len(more.split()) <= 9 and "," not in more:
            bare = self.framed(frames.SUPPORTING, clause)
            yield self.pair(material, "made_detail", said.text, bare, NEUTRAL)
            whole = Clause(clause.language, tuple(said.text.rstrip(".").split()), clause.verb)
            if clause.language == "en":
                framed = self.framed(frames.SUPPORTING, whole)
                yield self.pair(material, "made_detail", said.text, framed, SUPPORTS)
        details = stance_contrast_deeds.DETAILS.get(clause.language)
        if not details or len(clause.words) > 13 or self.picker.random() < 0.7:
            return
        detail = self.picker.choice(details)
        claim = f"{clause.text} {detail}."
        yield self.pair(material, "made_detail", claim, said.text, NEUTRAL, said.previous)
        whole = Clause(clause.language, (*clause.words, *detail.split()), clause.verb)
        framed = self.framed(frames.SUPPORTING, whole)
        yield self.pair(material, "made_detail", claim, framed, SUPPORTS)

    def _same_words(
        self, material: Material, words: frozenset[str], said: Sentence
    ) -> Iterator[Pair]:
        language = material.clause.language
        lists = [self.by_word[language, material.fold, word] for word in sorted(words)]
        rare = [text for own in lists if 1 < len(own) <= 30 for text in own]
        for text in self.shuffled(rare)[:6]:
            if len(text) <= LONGEST and len(words & content_words(text)) <= 0.4 * len(words):
                yield self.pair(material, "made_neighbour", material.clause, text, NEUTRAL)
                yield self.pair(
                    material,
                    "made_context_only",
                    material.clause,
                    text,
                    NEUTRAL,
                    said.text,
                    own=True,
                )
                return

    def _reworded(self, material: Material, said: Sentence) -> Iterator[Pair]:
        clause = material.clause
        for change in synonyms(clause):
            if change.new not in self.small.get(clause.language, frozenset()):
                continue  # no word of the news
            if (text := change.apply(clause.text)) is not None:
                yield self.pair(
                    material, "made_synonym", f"{text}.", said.text, SUPPORTS, said.previous
                )
        for keeps, change in rounded(clause, self.picker):
            text = change.apply(clause.text)
            if text is not None and change.old in said.text:
                stance = SUPPORTS if keeps else REFUTES
                yield self.pair(
                    material, "made_rounded", f"{text}.", said.text, stance, said.previous
                )

    def deeds(self, many: int) -> Iterator[Pair]:
        """One name's act upon another's, told the other way round and with the roles swapped."""
        languages = list(stance_contrast_deeds.DEEDS)
        for number in range(many):
            language = languages[number % len(languages)] if number % 2 else "en"
            first, second = (self.names.draw(language, "person", self.picker) for _ in "AB")
            if first is None or second is None or {*first.split()} & {*second.split()}:
                continue
            active, turned = self.picker.choice(stance_contrast_deeds.DEEDS[language])
            if self.picker.random() < 0.5:
                active, turned = turned, active
            swapped = self.picker.random() < 0.5
            names = {"A": first, "B": second}
            other = {"A": second, "B": first} if swapped else names
            told = self.picker.choice([turned, active]) if swapped else turned
            clause = Clause(language, tuple(active.format(**names).split()), 0)
            text = self.around(language, told.format(**other))
            # the names' articles are unknown here: any training fold of the language serves
            group = self.picker.choice(self.groups[language])
            stance = REFUTES if swapped else SUPPORTS
            yield self.pair(Material(group, clause, None), "made_roles", clause, text, stance)
