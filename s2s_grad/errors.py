"""Every exception: file, line, caret, a way out."""

from __future__ import annotations

import os
from typing import Any

#: What each stable code means. A new code is a new line here.
CODES: dict[str, str] = {
    "S101": "a statement that is not supported",
    "S102": "an expression that is not supported",
    "S103": "an in-place write whose target may be shared or cannot be followed",
    "S104": "a generator",
    "S105": "an async function",
    "S106": "a name that is global or nonlocal and written",
    "S107": "a try or with block",
    "S108": "with `strict=True`, what MindSpore's graph mode refuses",
    "S201": "a call of a function without a derivative rule",
    "S202": "an argument which the rule of the called function does not support",
    "S203": "a value that carries a derivative goes where no derivative exists",
    "S204": "a call whose target is only known at run time",
    "S205": "a recursion that does not settle",
    "S206": "an attribute that cannot be read",
    "S207": "an operation on values without a derivative, such as text or objects",
    "S208": "a backward half that does not fit its function",
    "S209": "a loop whose passes cannot be computed again",
    "S210": "a rule without the mode of differentiation that is asked for",
    "S301": "a function whose source is not found",
    "S302": "a source that does not match the running code",
    "S303": "several lambdas that cannot be told apart",
    "S401": "a wrong grad_position",
    "S402": "wrong weights",
    "S403": "a wrong use of has_aux",
    "S404": "an argument that cannot be differentiated",
    "S405": "a result that cannot be differentiated",
    "S406": "arguments that do not fit the function",
    "S407": "axes that do not fit the arguments of vmap",
    "S501": "a cache entry that cannot be used",
}


class S2SGradError(Exception):
    """What the library raises: a stable code, the user's line, a reason and a way out.

    `origin` has the fields of `code.Origin`; its columns count characters of its `text`.
    """

    code: str
    reason: str
    advice: str
    file: str | None
    line: int | None
    column: int | None
    text: str | None

    def __init__(self, code: str, reason: str, origin: Any = None, advice: str = ""):
        assert code in CODES, f"{code} is not in the table of codes"
        # Exceptions are pickled as their class and these arguments.
        self.args = (code, reason, origin, advice)
        self.code, self.reason, self.advice = code, reason, advice
        self.file = self.line = self.column = self.text = None
        if origin is not None:
            self.file, self.line = origin.file, origin.line
            self.column, self.text = origin.column, origin.text

    def __str__(self):
        _, _, origin, _ = self.args
        lines = [self.reason, self.advice]
        if origin is not None:
            place = f"{near(origin.file)}:{origin.line}"
            lines = [f"{place}: {self.reason}", *marked(origin), self.advice]
        return "\n".join(filter(None, lines))


class UnsupportedSyntax(S2SGradError, SyntaxError):
    """Python text that cannot be differentiated; Python itself prints its file, line and caret."""

    def __init__(self, code: str, reason: str, origin: Any = None, advice: str = ""):
        super().__init__(code, reason, origin, advice)
        self.msg = reason
        if origin is not None:
            start, end = span(origin)
            self.filename = origin.file
            self.lineno = self.end_lineno = origin.line
            self.offset, self.end_offset = start + 1, end + 1
            self.text = origin.text.lstrip()
        if advice:
            # Python prints a SyntaxError from its fields, not from str(error).
            self.add_note(advice)


class UnsupportedCall(S2SGradError, TypeError):
    """A call, a function or an argument without a derivative rule."""


class UnsupportedValue(S2SGradError, TypeError):
    """A value of a kind that cannot be differentiated."""


class SourceNotFound(S2SGradError, OSError):
    """A function whose text cannot be read."""


class ArgumentError(S2SGradError, TypeError):
    """Arguments that do not fit the function."""


class PositionError(S2SGradError, ValueError):
    """A `grad_position` that names no argument."""


class AxesError(S2SGradError, ValueError, RuntimeError):
    """Axes of `vmap` that do not fit its arguments."""


class CacheWarning(UserWarning):
    """A cache entry that was passed over; the result is right, only slower."""

    code = "S501"


def near(file: str) -> str:
    """The file as seen from the working directory, when it lies below it."""
    try:
        below = os.path.relpath(file)
    except (ValueError, OSError):
        return file
    return file if not os.path.isabs(file) or below.startswith("..") else below


def marked(origin) -> list[str]:
    """The user's line, indented, and carets under the part that is meant."""
    text = origin.text.strip()
    if not text:
        return []
    start, end = span(origin)
    return ["    " + text, "    " + " " * start + "^" * (end - start)]


def span(origin) -> tuple[int, int]:
    """Start and end of the part that is meant, in the stripped text; at least one character."""
    text = origin.text.strip()
    indent = len(origin.text) - len(origin.text.lstrip())
    start = origin.column - indent
    if not 0 <= start < len(text):
        return 0, max(1, len(text))
    end = len(text) if origin.end_column is None else origin.end_column - indent
    return start, max(start + 1, min(end, len(text)))
