"""Python text in colours, for a terminal and for a notebook."""

import builtins
import html as markup
import io
import keyword
import os
import tokenize
from collections.abc import Iterator, Mapping
from typing import Any

ANSI = {
    "keyword": "35",
    "builtin": "36",
    "name": "1;34",
    "gradient": "33",
    "number": "36",
    "string": "32",
    "comment": "2",
}
# JupyterLab's own colours where it shows the page, else ones that read on light and dark
CSS = {
    "keyword": "color:var(--jp-mirror-editor-keyword-color,#a0439c)",
    "builtin": "color:var(--jp-mirror-editor-builtin-color,#2a8a8a)",
    "name": "color:var(--jp-mirror-editor-def-color,#3d7bd9);font-weight:bold",
    "gradient": "color:var(--jp-mirror-editor-attribute-color,#b3701a)",
    "number": "color:var(--jp-mirror-editor-number-color,#2a8a8a)",
    "string": "color:var(--jp-mirror-editor-string-color,#3b8f3b)",
    "comment": "color:var(--jp-mirror-editor-comment-color,#808080);font-style:italic",
}
BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
FSTRING = {"FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"}


def ansi(text: str) -> str:
    """`text` with the escape codes of a terminal's colours.

    >>> ansi("d_x = 2")
    '\\x1b[33md_x\\x1b[0m = \\x1b[36m2\\x1b[0m'
    """
    return "".join(
        f"\x1b[{ANSI[kind]}m{piece}\x1b[0m" if kind else piece for kind, piece in pieces(text)
    )


def html(text: str) -> str:
    """`text` as a block of HTML that needs no style sheet.

    >>> html("1 < y")
    '<pre><span style="color:var(--jp-mirror-editor-number-color,#2a8a8a)">1</span> &lt; y</pre>'
    """
    parts = []
    for kind, piece in pieces(text):
        shown = markup.escape(piece, quote=False)
        parts.append(f'<span style="{CSS[kind]}">{shown}</span>' if kind else shown)
    return f"<pre>{''.join(parts)}</pre>"


def pieces(text: str) -> Iterator[tuple[str | None, str]]:
    """`text` cut into pieces, each with its kind or None; what is not Python comes last, plain."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    done = 0
    for kind, start, end in _tokens(text):
        first, last = starts[start[0] - 1] + start[1], starts[end[0] - 1] + end[1]
        if first > done:
            yield None, text[done:first]
        yield kind, text[first:last]
        done = last
    if done < len(text):
        yield None, text[done:]


def _tokens(text: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Kind, start and end of each token that has a colour, up to the first that is not Python."""
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            kind = _kind(token, before)
            if kind:
                yield kind, token.start, token.end
            if token.type != tokenize.COMMENT:
                before = token.string
    except (tokenize.TokenError, SyntaxError):
        return


def _kind(token: tokenize.TokenInfo, before: str) -> str | None:
    """What a token is called in the tables of colours."""
    word = token.string
    if token.type == tokenize.COMMENT:
        return "comment"
    if token.type == tokenize.NUMBER:
        return "number"
    if token.type == tokenize.STRING or tokenize.tok_name[token.type] in FSTRING:
        return "string"
    if token.type != tokenize.NAME or before == ".":
        return None
    if before in ("def", "class"):
        return "name"
    if keyword.iskeyword(word):
        return "keyword"
    if word.startswith("d_"):
        return "gradient"
    return "builtin" if word in BUILTINS else None


def wants_colour(stream: Any, environment: Mapping[str, str] = os.environ) -> bool:
    """Is `stream` for a person with a terminal? NO_COLOR and FORCE_COLOR decide first."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    return stream.isatty() and environment.get("TERM") != "dumb"
