"""Text that was decoded wrongly on its way, put right."""

from __future__ import annotations

import ftfy

# Only what undoes an accident. Quotation marks, ligatures, width and composition are the
# writer's, and so are line breaks; "&amp;" may be what a text is about.
_REPAIRS = ftfy.TextFixerConfig(
    unescape_html=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    normalization=None,
)
_EXPLAINED = {
    "fix_encoding": "text in the wrong encoding (mojibake) was put right",
    "decode_inconsistent_utf8": "text in the wrong encoding (mojibake) was put right",
    "restore_byte_a0": "text in the wrong encoding (mojibake) was put right",
    "replace_lossy_sequences": "text in the wrong encoding (mojibake) was put right",
    "fix_c1_controls": "Windows characters in the place of control characters were put right",
    "remove_control_chars": "control characters were removed",
    "remove_terminal_escapes": "escape sequences of a terminal were removed",
}


def repair(text: str) -> tuple[str, list[str]]:
    """Put right what a wrong decoding made of a text.

    Args:
        text: Any text.

    Returns:
        The text, and what was done to it, in words; nothing for one that is well.
    """
    if text.isascii() and text.isprintable():
        return text, []
    repaired, notes = [], []
    for line in text.split("\n"):  # ftfy looks at each line for itself
        fixed, steps = ftfy.fix_and_explain(line, _REPAIRS)
        if fixed != line:
            notes += [_explained(step.action, step.parameter) for step in steps or ()]
        repaired.append(fixed)
    return "\n".join(repaired), list(dict.fromkeys(notes))


def _explained(action: str, parameter: str) -> str:
    name = parameter if action == "apply" else "fix_encoding"
    return _EXPLAINED.get(name, f"{name.replace('_', ' ')} was done")
