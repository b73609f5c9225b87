"""Fine-tunes the encoder's own weights into a cross-encoder, on the processor.

transformers' `Trainer` keeps checkpoints with optimiser and position, so a run
that was stopped goes on where it was. Word embeddings stay as they are: they are
two fifths of the effort and four fifths of the size, and frozen ones let the
product ship the rest alone and keep every language the encoder reads.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import Dataset, Sampler, SequentialSampler
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)
from transformers.trainer_utils import get_last_checkpoint

from scoring.stance.cross_encoder import ANSWERS
from training.stance_data import SEED
from training.stance_mix import Example

LONGEST_INPUT = 112  # tokens of claim and statement together
BATCH = 32
_WINDOW = 50  # batches sorted by length together: less padding, order still mixed


class Examples(Dataset[dict[str, Any]]):
    """Tokenised examples, arranged so that batches in a row hold pairs of like length."""

    def __init__(self, examples: Sequence[Example], tokenizer: PreTrainedTokenizerBase) -> None:
        texts = tokenizer(
            [example.claim for example in examples],
            [example.statement for example in examples],
            truncation="longest_first",
            max_length=LONGEST_INPUT,
            return_token_type_ids=False,
        )
        order = _arranged([len(ids) for ids in texts["input_ids"]])
        self._ids = [texts["input_ids"][place] for place in order]
        self._examples = [examples[place] for place in order]

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, place: int) -> dict[str, Any]:
        example = self._examples[place]
        allowed = [float(answer in example.allowed) for answer in range(len(ANSWERS))]
        return {"input_ids": self._ids[place], "labels": allowed, "weight": example.weight}


def _arranged(lengths: Sequence[int]) -> list[int]:
    picker = random.Random(SEED)
    order: list[int] = []
    step = BATCH * _WINDOW
    for start in range(0, len(lengths), step):
        window = sorted(range(start, min(start + step, len(lengths))), key=lambda i: lengths[i])
        batches = [window[i : i + BATCH] for i in range(0, len(window), BATCH)]
        last = batches.pop() if len(batches[-1]) < BATCH else []
        picker.shuffle(batches)
        order += [place for batch in batches for place in batch] + last
    return order


class _Padded:
    """Collates examples: pads to the longest of the batch."""

    def __init__(self, padding: int) -> None:
        self._padding = padding

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        longest = max(len(row["input_ids"]) for row in rows)
        ids = torch.full((len(rows), longest), self._padding)
        for place, row in enumerate(rows):
            ids[place, : len(row["input_ids"])] = torch.tensor(row["input_ids"])
        return {
            "input_ids": ids,
            "attention_mask": (ids != self._padding).long(),
            "labels": torch.tensor([row["labels"] for row in rows]),
            "weight": torch.tensor([row["weight"] for row in rows]),
        }


class StanceTrainer(Trainer):
    """Log-loss of the allowed answers together; examples in the order they come in."""

    def compute_loss(
        self,
        model: PreTrainedModel,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        **_: Any,
    ) -> Any:
        """The loss of one batch."""
        allowed, weight = inputs.pop("labels"), inputs.pop("weight")
        outputs = model(**inputs)
        chances = torch.log_softmax(outputs.logits.float(), dim=-1)
        told = torch.logsumexp(chances.masked_fill(allowed == 0, -1e4), dim=-1)
        loss = -(told * weight).sum() / weight.sum()
        return (loss, outputs) if return_outputs else loss

    def _get_train_sampler(self, *_: Any) -> Sampler[int]:
        return SequentialSampler(self.train_dataset)


class _StopAt(TrainerCallback):
    """Ends training at a step without changing its schedule."""

    def __init__(self, step: int) -> None:
        self._step = step

    def on_step_end(
        self, _: TrainingArguments, state: TrainerState, control: TrainerControl, **__: Any
    ) -> None:
        if state.global_step >= self._step:
            control.should_training_stop = True


def finished(folder: Path) -> bool:
    """Whether a stage was trained to its end."""
    return (folder / "model.safetensors").is_file()


def load_network(folder: Path) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Network and tokenizer from the prepared encoder or from an earlier stage."""
    torch.manual_seed(SEED)
    network = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=len(ANSWERS))
    network.bert.embeddings.word_embeddings.weight.requires_grad = False
    pooler = network.bert.pooler.dense
    if not pooler.weight.any():  # the encoder has none; zeros would let nothing through
        torch.nn.init.normal_(pooler.weight, std=network.config.initializer_range)
    return network, AutoTokenizer.from_pretrained(folder)


def train(
    start: Path,
    examples: Sequence[Example],
    out: Path,
    *,
    learning_rate: float,
    steps: int | None = None,
) -> None:
    """Fine-tune and save to `out`; goes on from the last checkpoint in it.

    Args:
        start: Folder of the network to start from.
        examples: In order.
        out: Folder of checkpoints and, at the end, of the network and its tokenizer.
        learning_rate: The highest, after a warm-up; falls to 0 in a straight line.
        steps: Batches after which to stop, the learning rate where it then is; None for all.
    """
    network, tokenizer = load_network(start)
    arguments = TrainingArguments(
        output_dir=str(out),
        num_train_epochs=1,
        per_device_train_batch_size=BATCH,
        learning_rate=learning_rate,
        weight_decay=0.01,
        warmup_ratio=0.04,
        lr_scheduler_type="linear",
        bf16=True,
        use_cpu=True,
        seed=SEED,
        data_seed=SEED,
        logging_steps=50,
        save_steps=300,
        save_total_limit=2,
        remove_unused_columns=False,
        dataloader_num_workers=0,
        report_to=[],
        disable_tqdm=True,
    )
    trainer = StanceTrainer(
        model=network,
        args=arguments,
        train_dataset=Examples(examples, tokenizer),
        data_collator=_Padded(tokenizer.pad_token_id),
        callbacks=[_StopAt(steps)] if steps else [],
    )
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(out)) if out.is_dir() else None)
    network.save_pretrained(out)
    tokenizer.save_pretrained(out)
