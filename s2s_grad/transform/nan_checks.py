"""Finished functions with a look for NaN after each line that computes something."""

from dataclasses import replace

import gast

from s2s_grad.code import Add, Branch, Do, For, Let, Unpack, While
from s2s_grad.syntax.tree import call, constant, name
from s2s_grad.transform.render import shown_file


def with_nan_checks(definition):
    """The definition with `no_nan(x, "x", "model.py:6: x = ...")` after each value that is made."""
    return replace(
        definition, forward=checked(definition.forward), backward=checked(definition.backward)
    )


def checked(block):
    """A block with its checks."""
    out = []
    for statement in block:
        match statement:
            case Branch(then=then, otherwise=otherwise):
                out.append(replace(statement, then=checked(then), otherwise=checked(otherwise)))
            case For(body=body) | While(body=body):
                out.append(replace(statement, body=checked(body)))
            case _:
                out.append(statement)
                out += [check(text, statement.origin) for text in made(statement)]
    return tuple(out)


def made(statement):
    """The names whose new value is worth a look."""
    origin = getattr(statement, "origin", None)
    if origin is None:
        return ()
    match statement:
        case Let(name=text, value=value):
            plain = isinstance(value, (gast.Name, gast.Constant, gast.List))
            return () if plain else (text,)
        case Unpack(names=texts):
            return tuple(text for text in texts if text != "_" and not text.endswith("_saved"))
        case Add(name=text):
            return (text,)
    return ()


def check(text, origin):
    """`no_nan(d_x, "d_x", "model.py:6: x = ...")`."""
    place = f"{shown_file(origin.file)}:{origin.line}: {origin.text}"
    return Do(call("no_nan", name(text), constant(text), constant(place)), origin)
