"""What goes into a list or comes out of one, in one line."""

from dataclasses import replace

from s2s_grad.code import Branch, Do, For, Let, Restore, Save, While
from s2s_grad.syntax.tree import attribute, call, function_text, name
from s2s_grad.transform.fold import is_short, read_counts


def appended(code, made):
    """The code with `t = a * b; xs.append(t)` as `xs.append(a * b)`, and a popped list
    that is copied at once as `list(xs.pop())`."""
    return block_appended(code, made, read_counts(code), 1)


def block_appended(block, made, counts, depth):
    """One block, inner ones included."""
    out = []
    for statement in block:
        match statement:
            case Branch():
                then = block_appended(statement.then, made, counts, depth + 1)
                otherwise = block_appended(statement.otherwise, made, counts, depth + 1)
                statement = replace(statement, then=then, otherwise=otherwise)
            case For() | While():
                body = block_appended(statement.body, made, counts, depth + 1)
                statement = replace(statement, body=body)
        joined = in_one_line(out[-1], statement, made, counts, depth) if out else None
        if joined is None:
            out.append(statement)
        else:
            out[-1] = joined
    return tuple(out)


def in_one_line(first, second, made, counts, depth):
    """One statement for two, or None."""
    match first, second:
        case Let(name=text, value=value), Save(own=True, stack=stack, name=other, index=None):
            if text == other and text in made and counts.get(text) == 2:
                if is_short(value, depth, len(stack) + 9):
                    pushed = call(attribute(name(stack), "append"), value)
                    return Do(pushed, second.origin or first.origin)
        case Restore(own=True, stack=stack, name=text, index=None), Let(name=other, value=value):
            if text == other and function_text(value) == "list":
                popped = call(attribute(name(stack), "pop"))
                return Let(text, call("list", popped), first.origin)
    return None
