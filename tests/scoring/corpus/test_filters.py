from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lancedb.index import IvfRq

from scoring.corpus import search
from scoring.corpus.filters import EVERYTHING, Filters, quote
from scoring.corpus.search import find_candidates
from scoring.corpus.store import Corpus
from scoring.errors import InvalidFilter
from tests.scoring.corpus.making import ENCODER, made

NOON = datetime(2024, 5, 6, 12, 0, 0, 123456, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CLAIM = "The bridge is closed."


def _found(corpus: Corpus, filters: Filters, claim: str = CLAIM) -> set[str]:
    vector = ENCODER.encode_queries([claim])[0]
    found = find_candidates(corpus, claim, vector, filters)
    assert found.failures == ()
    return {item.document.key for item in found.documents}


@pytest.fixture
def varied(corpus: Corpus) -> Corpus:
    """Four documents that differ in everything a filter looks at."""
    corpus.put(
        [
            made("a", publisher="Norvik Times", published_at=NOON),
            made("b", publisher="O'Dahl's \\ \"Post\"", language="sv"),
            made("c", collection="wire", published_at=NOON + timedelta(days=1)),
            made("d", collection="wire", publisher="Norvik Times", language="sv"),
        ]
    )
    return corpus


def test_no_condition_finds_everything(varied: Corpus):
    assert EVERYTHING.to_sql() is None
    assert len(_found(varied, EVERYTHING)) == 4


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(collections=("wire",)), {"wire/c", "wire/d"}),
        (Filters(collections=("wire", "default")), {"default/a", "default/b", "wire/c", "wire/d"}),
        (Filters(languages=("sv",)), {"default/b", "wire/d"}),
        (Filters(publishers=("Norvik Times",)), {"default/a", "wire/d"}),
        (Filters(publishers=("O'Dahl's \\ \"Post\"",)), {"default/b"}),
        (Filters(collections=("wire",), languages=("sv",)), {"wire/d"}),
        (Filters(published_after=NOON), {"default/a", "wire/c"}),
        (Filters(published_after=NOON + MICROSECOND), {"wire/c"}),
        (Filters(published_before=NOON), {"default/a"}),
        (Filters(published_before=NOON - MICROSECOND), set()),
        (Filters(published_after=NOON, published_before=NOON), {"default/a"}),
        (
            Filters(published_before=NOON.astimezone(timezone(timedelta(hours=-7)))),
            {"default/a"},
        ),
        (Filters(published_after=datetime.min.replace(tzinfo=UTC)), {"default/a", "wire/c"}),
        (Filters(published_before=datetime.max.replace(tzinfo=UTC)), {"default/a", "wire/c"}),
        (Filters(languages=("SV",)), set()),
        (Filters(publishers=("norvik times",)), set()),
        (Filters(collections=("absent",)), set()),
        (Filters(publishers=("x') OR ('1'='1",)), set()),
    ],
)
def test_each_condition(varied: Corpus, filters: Filters, expected: set[str]):
    assert _found(varied, filters) == expected


def test_near_statements_elsewhere_do_not_starve_a_filter(corpus: Corpus):
    corpus.put([made(f"near{n}", CLAIM, collection="noise") for n in range(450)])
    corpus.put([made("far", "A wholly different sentence of the bridge.", collection="quiet")])
    assert _found(corpus, Filters(collections=("quiet",))) == {"quiet/far"}
    assert _found(corpus, Filters(collections=("quiet",)), "Ministers met.") == {"quiet/far"}


@settings(max_examples=60, deadline=None)
@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_any_publisher_is_matched_by_its_own_name_and_by_no_other(
    tmp_path_factory: pytest.TempPathFactory, name: str
):
    import lancedb

    table = lancedb.connect(str(tmp_path_factory.mktemp("quoting"))).create_table(
        "t", [{"publisher": name}, {"publisher": name + "x"}]
    )
    condition = Filters(publishers=(name,)).to_sql()
    rows = table.search().where(condition).to_list()
    assert [row["publisher"] for row in rows] == [name]


def test_a_quote_is_doubled():
    assert quote("O'Dahl") == "'O''Dahl'"
    assert quote("") == "''"


def test_a_range_that_ends_before_it_begins_is_refused_with_both_ends():
    with pytest.raises(InvalidFilter, match="swap them") as raised:
        Filters(published_after=NOON, published_before=NOON - MICROSECOND)
    assert NOON.isoformat() in str(raised.value)
    assert raised.value.pointer == "/filters/published_after"


@pytest.mark.parametrize("name", ["published_after", "published_before"])
def test_a_moment_without_a_time_zone_is_refused(name: str):
    with pytest.raises(InvalidFilter, match="give it a time zone") as raised:
        Filters(**{name: NOON.replace(tzinfo=None)})
    assert "2024-05-06" in str(raised.value)
    assert raised.value.pointer == f"/filters/{name}"


def test_a_narrow_filter_finds_its_statements_through_the_vector_index(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "_PROBES", 1)
    words = np.random.default_rng(1).integers(0, 10**6, size=(1_200, 6))
    corpus.put([made(f"n{n}", " ".join(f"w{w}" for w in row)) for n, row in enumerate(words)])
    corpus.put([made("rare", "Ilse Brand resigned", collection="quiet")])
    corpus.statements.create_index("vector", config=IvfRq(distance_type="dot", num_partitions=32))
    assert corpus.has_vector_index()
    for row in words[:20]:  # each near another part of the index
        claim = " ".join(f"w{word}" for word in row)
        assert _found(corpus, Filters(collections=("quiet",)), claim) == {"quiet/rare"}
