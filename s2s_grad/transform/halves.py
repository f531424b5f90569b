"""The forward and the backward half as one piece of code, with a mark between them."""

import gast

from s2s_grad.code import Do

MARK = Do(gast.Constant("backward", None))


def is_mark(statement):
    """Whether a statement stands between the two halves."""
    return isinstance(statement, Do) and statement.value is MARK.value


def split(code):
    """The forward and the backward half."""
    position = next(i for i, statement in enumerate(code) if is_mark(statement))
    return code[:position], code[position + 1 :]
