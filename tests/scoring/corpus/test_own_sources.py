"""Own sources: kept with their revisions, known to every process within a second or two."""

from __future__ import annotations

import itertools
import threading

import pytest

from scoring.attribution import find_known, normalise_source, same_source, source_key
from scoring.attribution.known import KnownSource, merged, packaged_sources, use_sources
from scoring.corpus.own_sources import OwnSource, SourceStore, SourceWatch
from scoring.errors import CorpusError
from scoring.records import SourceKind

_HERALD = KnownSource("Eastmarch Herald", SourceKind.OUTLET, ("EMH",), id="eastmarch-herald")


@pytest.fixture(autouse=True)
def _packaged_ones_only():
    yield
    use_sources(merged(()))


@pytest.fixture
def store(tmp_path):
    return SourceStore(str(tmp_path))


def test_what_is_stored_is_read(store):
    made = store.put(_HERALD, None)
    assert made is not None
    assert store.read() == {"eastmarch-herald": made}
    assert made.source == _HERALD


def test_only_the_revision_that_was_read_is_replaced_or_deleted(store):
    first = store.put(_HERALD, None)
    assert store.put(_HERALD, None) is None
    second = store.put(_HERALD, first.revision)
    assert second.revision != first.revision
    assert store.put(_HERALD, first.revision) is None
    assert not store.delete("eastmarch-herald", first.revision)
    assert store.delete("eastmarch-herald", second.revision)
    assert store.put(_HERALD, second.revision) is None
    assert store.read() == {}


def test_of_many_at_once_one_wins(tmp_path):
    first = SourceStore(str(tmp_path)).put(_HERALD, None)
    made: list[OwnSource | None] = []

    def change():
        made.append(SourceStore(str(tmp_path)).put(_HERALD, first.revision))

    threads = [threading.Thread(target=change) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [item for item in made if item is not None]
    assert SourceStore(str(tmp_path)).read()["eastmarch-herald"] == won


def test_a_watch_sees_what_another_has_written(store):
    watch = SourceWatch(store, itertools.count().__next__)
    watch.refresh()
    assert find_known("EMH") is None
    made = store.put(_HERALD, None)
    watch.refresh()
    assert find_known("EMH") == _HERALD
    assert normalise_source("EMH") == "Eastmarch Herald"
    assert same_source("EMH", "eastmarch herald")
    assert source_key("EMH") == source_key("Eastmarch Herald")
    store.delete("eastmarch-herald", made.revision)
    watch.refresh()
    assert find_known("EMH") is None
    assert source_key("EMH") == "emh"
    assert normalise_source("EMH") == "EMH"


def test_a_watch_looks_once_a_second(store):
    times = iter([0.0, 0.0, 0.5, 1.5, 1.5])
    watch = SourceWatch(store, times.__next__)
    watch.refresh()
    store.put(_HERALD, None)
    watch.refresh()
    assert find_known("EMH") is None
    watch.refresh()
    assert find_known("EMH") == _HERALD


class _Broken:
    def __init__(self, store):
        self._store = store
        self.works = True

    def version(self):
        if not self.works:
            raise CorpusError("gone")
        return self._store.version()

    def read(self):
        return self._store.read()


def test_what_was_read_stays_in_use_while_the_table_cannot_be(store):
    store.put(_HERALD, None)
    broken = _Broken(store)
    watch = SourceWatch(broken, itertools.count().__next__)
    broken.works = False
    with pytest.raises(CorpusError):
        watch.refresh()
    broken.works = True
    watch.refresh()
    broken.works = False
    watch.refresh()
    assert find_known("EMH") == _HERALD


def test_every_packaged_source_has_an_id_of_its_own():
    table = merged(())
    assert len(table.sources) == len(packaged_sources())
    rows = {item.name for item in table.sources}
    assert len(rows) == len(table.sources)
    for name, source in packaged_sources().items():
        assert name == source.id
        assert name.isascii()
        assert name
