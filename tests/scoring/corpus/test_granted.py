from __future__ import annotations

import inspect
import json

import pytest

from scoring.corpus.checks import StoredCheck
from scoring.corpus.granted import GrantedCorpus
from scoring.corpus.ingest import ingest
from scoring.corpus.opened import now
from scoring.corpus.store import Corpus
from scoring.errors import NotFound
from scoring.provenance.priors import NEUTRAL, PublisherPair, PublisherPriors
from scoring.records import SubmittedDocument
from tests.builders import TextVectors

# What may be asked of the whole corpus, and why it tells nothing of a collection.
_SAME_FOR_ALL = {
    "duplicates",  # of the collection of a document that was read
    "history",  # these three look at `revisions` first
    "retract",
    "unretract",
    "failing",  # turns errors into errors
    "version",  # one number for the corpus
    "known_keys",  # through `revisions`
    "load",  # through `load_stored`
    "get",  # likewise
    "delete",  # through `revisions`
    "save_checks",  # under new ids
    "save_priors",  # asked by the command line only
    "maintain",  # upkeep
    "optimize",  # upkeep
    "remove",  # rows that no document points to; asked by the command line only
    "has_vector_index",  # upkeep
    "index_refinement",  # upkeep
}


@pytest.fixture
def corpus(tmp_path):
    """One document in each of the collections "open" and "shut", and "twin" in both."""
    made = Corpus(str(tmp_path / "corpus"), TextVectors.identity)
    documents = [
        SubmittedDocument(text="Rain fell.", id=name, collection=collection, language="en")
        for name, collection in (("a", "open"), ("b", "shut"), ("twin", "open"), ("twin", "shut"))
    ]
    ingest(documents, corpus=made, encoder=TextVectors())
    return made


@pytest.fixture
def granted(corpus):
    return GrantedCorpus(corpus, ["open"])


def test_every_way_into_a_corpus_was_thought_of():
    public = {name for name, _ in inspect.getmembers(Corpus) if not name.startswith("_")}
    narrowed = {name for name in vars(GrantedCorpus) if not name.startswith("_")}
    assert not narrowed & _SAME_FOR_ALL
    assert public == narrowed | _SAME_FOR_ALL


def test_only_granted_documents_are_there(granted, corpus):
    everything = ["open/a", "shut/b", "open/twin", "shut/twin"]
    assert set(corpus.load(everything)) == set(everything)
    assert set(granted.load(everything)) == {"open/a", "open/twin"}
    assert set(granted.load_documents(everything)) == {"open/a", "open/twin"}
    assert granted.known_keys(everything) == {"open/a", "open/twin"}
    assert granted.collections_of("twin") == ["open"]
    assert granted.collections_of("b") == []


def test_others_are_refused_in_the_words_for_what_is_not_there(granted):
    told = []
    for name in ("b", "z"):
        for attempt in (granted.get, granted.delete, granted.history, granted.unretract):
            with pytest.raises(NotFound) as error:
                attempt("shut", name)
            told.append(str(error.value).replace(repr(name), "?"))
    assert set(told) == {"there is no document ? in collection 'shut'"}


def test_others_are_neither_written_nor_deleted(granted, corpus):
    analysed = corpus.get("shut", "b")
    with pytest.raises(NotFound):
        granted.put([analysed])
    with pytest.raises(NotFound):
        granted.delete("shut", "b")
    assert corpus.get("shut", "b").document == analysed.document
    granted.delete("open", "a")
    assert corpus.known_keys(["open/a"]) == set()


@pytest.mark.parametrize(
    ("filters", "readable"),
    [
        ({"collections": ["open"]}, True),
        ({"collections": ["shut"]}, False),
        ({"collections": ["open", "shut"]}, False),
        ({"collections": []}, False),  # it looked at everything
        ({}, False),
        (None, False),  # of an earlier release
    ],
)
def test_a_check_is_read_by_those_who_may_see_all_that_it_looked_at(
    granted, corpus, filters, readable
):
    body = {"id": "c", "verdict": "unsupported"}
    if filters is not None:
        body["filters"] = filters
    corpus.save_checks([StoredCheck("c", now(), "Rain fell.", json.dumps(body))])
    assert corpus.read_check("c") == body
    if readable:
        assert granted.read_check("c") == body
        return
    with pytest.raises(NotFound) as refused:
        granted.read_check("c")
    with pytest.raises(NotFound) as missing:
        granted.read_check("d")
    assert str(refused.value).replace("'c'", "'d'") == str(missing.value)


def test_what_was_learned_of_all_stories_and_their_number_are_not_told(granted, corpus):
    corpus.save_priors(PublisherPriors((PublisherPair("Herald", "Bladet", 9, 10),), 1))
    assert corpus.publisher_priors() != NEUTRAL
    assert granted.publisher_priors() == NEUTRAL
    with pytest.raises(NotFound):
        granted.info()


def test_it_sees_what_is_written_through_the_other(granted, corpus):
    before = granted.version
    document = SubmittedDocument(text="Snow fell.", id="new", collection="open", language="en")
    ingest([document], corpus=corpus, encoder=TextVectors())
    assert granted.get("open", "new").document.text == "Snow fell."
    assert granted.version == corpus.version > before
