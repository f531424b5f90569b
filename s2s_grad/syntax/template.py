"""Trees are quoted, not assembled: `fill("d_out @ mT(y)", d_out=..., y=...)`."""

from functools import cache

import gast

from s2s_grad.syntax.tree import parse, substitute


@cache
def quoted(text):
    """The tree of a quotation; shared, since trees are never changed in place."""
    return parse(text)


def fill(text, **parts):
    """The quoted expression with names replaced by trees, or by literal numbers.

    >>> from s2s_grad.syntax.emit import emit_expression
    >>> emit_expression(fill("a * b", a=parse("x + y"), b=2))
    '(x + y) * 2'
    """
    trees = {
        key: part if isinstance(part, gast.AST) else gast.Constant(part, None)
        for key, part in parts.items()
    }
    return substitute(quoted(text), trees)
