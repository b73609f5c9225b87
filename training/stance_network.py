"""Fine-tunes the encoder's own weights into a cross-encoder, on the processor.

transformers' `Trainer` keeps checkpoints with optimiser and position, so a run
that was stopped goes on where it was. Word embeddings stay as they are: they are
two fifths of the effort and four fifths of the size, and frozen ones let the
product ship the rest alone and keep every language the encoder reads.

What makes it quick on a processor (docs/decisions/012): bfloat16 throughout, with
float32 weights in the optimiser alone; no dropout, as no pair is read more than a few
times; plain attention, whose backward pass takes a fifth of the fused one's time here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
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
    TrainingArguments,
    get_linear_schedule_with_warmup,
)
from transformers.trainer_utils import get_last_checkpoint

from scoring.stance.cross_encoder import ANSWERS
from training.stance_data import SEED
from training.stance_mix import Example

LONGEST_INPUT = 112  # tokens of claim and statement together
BATCH = 64
_MULTIPLE = 8  # batches are padded to a multiple of tokens: few shapes to prepare products for
_WARM_UP = 0.04  # of the batches
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
        longest += -longest % _MULTIPLE
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


class MasterAdamW(torch.optim.AdamW):
    """AdamW on float32 copies of bfloat16 weights.

    A bfloat16 weight has eight significant bits: at these learning rates most steps
    would round to nothing. The copies take the steps; the network gets them rounded.
    """

    def __init__(self, parameters: Iterable[torch.nn.Parameter], **options: Any) -> None:
        self._rounded = [p for p in parameters if p.requires_grad]
        masters = [p.detach().float().clone().requires_grad_() for p in self._rounded]
        super().__init__(masters, fused=True, **options)

    @property
    def masters(self) -> list[torch.Tensor]:
        """The float32 weights, in the order of the network's trainable parameters."""
        return list(self.param_groups[0]["params"])

    def step(self, closure: None = None) -> None:  # type: ignore[override]  # no closure is used
        """One step of the copies, then the network takes them over."""
        for master, rounded in zip(self.masters, self._rounded, strict=True):
            master.grad = None if rounded.grad is None else rounded.grad.float()
        super().step(closure)
        self.write()

    @torch.no_grad()
    def write(self) -> None:
        """Put the float32 weights into the network, in its own precision."""
        torch._foreach_copy_([p.data for p in self._rounded], self.masters)

    def state_dict(self) -> dict[str, Any]:
        """Moments and float32 weights: a checkpoint of the network has rounded ones only."""
        return super().state_dict() | {"masters": [m.detach().clone() for m in self.masters]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Moments and float32 weights of a checkpoint."""
        state = dict(state_dict)
        saved = state.pop("masters")
        super().load_state_dict(state)
        with torch.no_grad():
            torch._foreach_copy_(self.masters, saved)


def finished(folder: Path) -> bool:
    """Whether a stage was trained to its end."""
    return (folder / "model.safetensors").is_file()


def load_network(folder: Path) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Network and tokenizer from the prepared encoder or from an earlier stage."""
    torch.manual_seed(SEED)
    network = AutoModelForSequenceClassification.from_pretrained(
        folder,
        num_labels=len(ANSWERS),
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    network.bert.embeddings.word_embeddings.weight.requires_grad = False
    pooler = network.bert.pooler.dense
    if not pooler.weight.any():  # the encoder has none; zeros would let nothing through
        torch.nn.init.normal_(pooler.weight, std=network.config.initializer_range)
    return network, AutoTokenizer.from_pretrained(folder)


def train(start: Path, examples: Sequence[Example], out: Path, *, learning_rate: float) -> None:
    """Fine-tune and save to `out`; goes on from the last checkpoint in it.

    Args:
        start: Folder of the network to start from.
        examples: In order.
        out: Folder of checkpoints and, at the end, of the network and its tokenizer.
        learning_rate: The highest, after a warm-up; falls to 0 in a straight line.
    """
    network, tokenizer = load_network(start)
    network.to(torch.bfloat16)
    arguments = TrainingArguments(
        output_dir=str(out),
        num_train_epochs=1,
        per_device_train_batch_size=BATCH,
        use_cpu=True,
        seed=SEED,
        data_seed=SEED,
        logging_steps=50,
        save_steps=200,
        save_total_limit=2,
        remove_unused_columns=False,
        dataloader_num_workers=0,
        report_to=[],
        disable_tqdm=True,
    )
    optimizer = MasterAdamW(network.parameters(), lr=learning_rate, weight_decay=0.01)
    batches = math.ceil(len(examples) / BATCH)
    schedule = get_linear_schedule_with_warmup(optimizer, int(_WARM_UP * batches), batches)
    trainer = StanceTrainer(
        model=network,
        args=arguments,
        train_dataset=Examples(examples, tokenizer),
        data_collator=_Padded(tokenizer.pad_token_id),
        optimizers=(optimizer, schedule),
    )
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(out)) if out.is_dir() else None)
    network.float()
    optimizer.write()
    network.save_pretrained(out)
    tokenizer.save_pretrained(out)
