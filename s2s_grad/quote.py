"""The user's own text of a statement or an expression, on one line."""

from __future__ import annotations

import io
import tokenize

LONGEST = 100


def quote_statement(node, lines) -> tuple[str, int, int]:
    """The text of a statement, or the header of a compound one, and the span of all of it."""
    text = joined(cut(node, lines))
    return shortened(text, 0, len(text))


def quote_expression(node, lines) -> tuple[str, int, int]:
    """The text of the lines an expression is on, and the span of the expression in it."""
    line, end_line = node.lineno, node.end_lineno or node.lineno
    pieces = lines[line - 1 : end_line]
    indent = len(pieces[0]) - len(pieces[0].lstrip())
    start = characters(pieces[0], node.col_offset) - indent
    text = joined(pieces)
    if end_line > line:
        return shortened(text, start, len(text))
    return shortened(text, start, characters(pieces[0], node.end_col_offset) - indent)


def cut(node, lines) -> list[str]:
    """The lines of a node, without what stands before and after it; of a block, its header."""
    end_line, end_column = end_of(node)
    pieces = lines[node.lineno - 1 : end_line]
    pieces[-1] = upto(pieces[-1], end_column)
    pieces[0] = pieces[0][characters(pieces[0], node.col_offset) :]
    return pieces


def end_of(node) -> tuple[int, int | None]:
    """Line and column at which a statement, or the header of a compound one, ends."""
    inner = getattr(node, "body", None)
    if getattr(node, "cases", None):
        return node.cases[0].pattern.lineno - 1, None
    if not isinstance(inner, list):
        return node.end_lineno, node.end_col_offset
    first = inner[0]
    if first.lineno == node.lineno:
        return first.lineno, first.col_offset
    decorators = [entry.lineno for entry in getattr(first, "decorator_list", ())]
    before = min([first.lineno, *decorators]) - 1
    return max(before, node.lineno), None


def upto(row: str, column: int | None) -> str:
    return row if column is None else row[: characters(row, column)]


def characters(row: str, column: int) -> int:
    """A column of a tree counts bytes of UTF-8; this counts characters."""
    return column if row.isascii() else len(row.encode()[:column].decode(errors="replace"))


def joined(pieces: list[str]) -> str:
    """Lines as one line, without comments and continuation marks.

    >>> joined(["y = f(  # twice", "    a,", "    b)"])
    'y = f(a, b)'
    """
    text = ""
    for piece in without_comments(pieces):
        piece = piece.strip().removesuffix("\\").rstrip()
        tight = text.endswith(("(", "[", "{", ".")) or piece.startswith((")", "]", "}"))
        attribute = piece[:1] == "." and not piece[1:2].isdigit()
        text += piece if tight or attribute or not (text and piece) else " " + piece
    return text


def without_comments(pieces: list[str]) -> list[str]:
    if not any("#" in piece for piece in pieces):
        return pieces
    pieces = list(pieces)
    text = "\n".join(piece.rstrip("\n") for piece in pieces)
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                pieces[row - 1] = pieces[row - 1][:column]
    except (tokenize.TokenError, SyntaxError):
        pass  # a part of a statement; its comments came before the end
    return pieces


def shortened(text: str, start: int, end: int) -> tuple[str, int, int]:
    """A text of bounded length which still shows its span.

    >>> shortened("x" * 200, 0, 200)[0][90:]
    'xxxxxx ...'
    """
    if len(text) > LONGEST and start > LONGEST // 2:
        cut = start - LONGEST // 4
        text, start, end = "... " + text[cut:], start - cut + 4, end - cut + 4
    if len(text) > LONGEST:
        text = text[: LONGEST - 4].rstrip() + " ..."
    return text, start, min(end, len(text))
