"""The contributions of one user line as one expression, and each gradient set once."""

from dataclasses import replace

import gast

from s2s_grad.code import Add, Branch, Do, For, Let, Restore, Save, While, every
from s2s_grad.syntax.tree import binary, function_text, names, same
from s2s_grad.transform.products import common_factor
from s2s_grad.transform.saves import own_names, written


def combine(block, gradients):
    """The backward block with neighbouring contributions put together."""
    out = []
    for statement in block:
        statement = inside(statement, gradients)
        if out:
            joined = joined_with(out, statement, gradients)
            if joined:
                continue
        out.append(statement)
    return tuple(out)


def inside(statement, gradients):
    """The statement with its own blocks combined."""
    match statement:
        case Branch():
            then = combine(statement.then, gradients)
            return replace(statement, then=then, otherwise=combine(statement.otherwise, gradients))
        case For() | While():
            return replace(statement, body=combine(statement.body, gradients))
    return statement


def joined_with(out, statement, gradients):
    """Put an addition together with the earlier one for the same user line; whether."""
    if not isinstance(statement, Add) or statement.name in names(statement.value):
        return False
    for position in range(len(out) - 1, -1, -1):
        earlier = out[position]
        if same_place(earlier, statement):
            break
        touched = own_names(earlier)
        if isinstance(earlier, (Branch, For, While)) or statement.name in touched:
            return False
    else:
        return False
    if isinstance(earlier, Let) and is_zeros(earlier.value):
        if statement.index is None and position == len(out) - 1:
            out[position] = replace(earlier, value=statement.value, origin=statement.origin)
            return True
        return False
    if earlier.origin is None or earlier.origin != statement.origin:
        return False
    between = out[position + 1 :]
    read = names(statement.value)
    if any(written_names(entry) & read for entry in between):
        return False
    value = added(earlier.value, statement.value, gradients)
    out[position] = replace(earlier, value=value)
    return True


def same_place(earlier, statement):
    """Whether two statements contribute to one place."""
    if isinstance(earlier, Let):
        return earlier.name == statement.name and statement.index is None
    if isinstance(earlier, Add) and earlier.name == statement.name:
        if earlier.index is None or statement.index is None:
            return earlier.index is statement.index
        return same(earlier.index, statement.index)
    return False


def is_zeros(value):
    """Whether a gradient starts as zeros in the full shape."""
    return function_text(value) in ("np.zeros_like", "zeros_like")


def written_names(statement):
    """The names that a statement writes or adds to, its blocks included."""
    found = set(written((statement,)))
    for entry in every((statement,)):
        if isinstance(entry, (Add, Restore)):
            found.add(entry.name)
        if isinstance(entry, (Do, Save, Restore)):
            found |= own_names(entry)
    return found


def added(left, right, gradients):
    """`left + right`, with a gradient that both share taken out."""
    found = common_factor(left, right, gradients)
    if found is not None:
        factor, one, two = found
        return binary(factor, gast.Mult, binary(one, gast.Add, two))
    return binary(left, gast.Add, right)
