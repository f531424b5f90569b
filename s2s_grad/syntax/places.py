"""Views as paths: the way from an array to a part of it, as an expression."""

from typing import Any

import gast

from s2s_grad.syntax.tree import call, dotted_name, function_text, name, substitute

# What always gives a view, whatever the layout of the array.
SURE = {
    *("T", "mT", "real", "imag", "transpose", "swapaxes", "moveaxis", "rollaxis", "squeeze"),
    *("expand_dims", "flip", "flipud", "fliplr", "rot90", "split", "hsplit", "vsplit"),
    *("array_split", "dsplit", "diagonal", "matrix_transpose", "permute_dims"),
}
# What gives a view of an array that lies in memory in one piece.
UNSURE = {"reshape", "ravel"}


def root_of(place: Any) -> str | None:
    """The name at the root of a place: `x` of `x[1:].T[0]` and of `np.split(x, 2)[0]`.

    >>> from s2s_grad.syntax.tree import parse
    >>> root_of(parse("np.swapaxes(x[1:], 0, 1)[0]"))
    'x'
    """
    while not isinstance(place, gast.Name):
        if isinstance(place, (gast.Subscript, gast.Attribute)):
            place = place.value
        elif isinstance(place, gast.Call):
            place = operand(place)
        else:
            return None
    return place.id


def operand(node):
    """What a call of a function of NumPy, or of a method, makes a view of."""
    if is_numpy(node.func):
        return node.args[0] if node.args else None
    return node.func.value if isinstance(node.func, gast.Attribute) else None


def is_numpy(function):
    """Whether a function is one of NumPy's, under its dotted name."""
    return (dotted_name(function) or "").startswith("np.")


def path_of(tree, paths):
    """The path to what `tree` gives from the array at its root; None when it is none.

    `paths` holds the paths of names; other names stand for arrays of their own.

    >>> from s2s_grad.syntax.tree import parse
    >>> from s2s_grad.syntax.emit import emit_expression
    >>> emit_expression(path_of(parse("tail.T[0]"), {"tail": parse("x[1:]")}))
    'x[1:].T[0]'
    """
    match tree:
        case gast.Name(id=text):
            return paths.get(text, tree)
        case gast.Subscript(value=value, slice=index):
            base = path_of(value, paths)
            return None if base is None else gast.Subscript(base, index, gast.Load())
        case gast.Attribute(value=value, attr=attr) if attr in SURE:
            base = path_of(value, paths)
            return None if base is None else gast.Attribute(base, attr, gast.Load())
        case gast.Call(func=gast.Attribute(attr=attr)) if attr in SURE | UNSURE:
            inner = operand(tree)
            base = None if inner is None else path_of(inner, paths)
            if base is None:
                return None
            if is_numpy(tree.func):
                return gast.Call(tree.func, [base, *tree.args[1:]], tree.keywords)
            function = gast.Attribute(base, attr, gast.Load())
            return gast.Call(function, tree.args, tree.keywords)
    return None


def is_sure(path):
    """Whether a path gives a view whatever the layout of the array at its root."""
    return not any(
        isinstance(node, gast.Call)
        and isinstance(node.func, gast.Attribute)
        and node.func.attr in UNSURE
        for node in gast.walk(path)
    )


def is_whole(index):
    """Whether an index is `...` or `:`."""
    if isinstance(index, gast.Slice):
        return index.lower is None and index.upper is None and index.step is None
    return isinstance(index, gast.Constant) and index.value is Ellipsis


def written_to(value):
    """The name of the array that a call for its effect adds to, or None."""
    if function_text(value) in ("scatter_add", "np.add.at", "np.subtract.at"):
        return root_of(value.args[0])
    return None


def moved(place, text):
    """The same place in another array."""
    return substitute(place, {root_of(place): name(text)})


def in_one_piece(text):
    """A copy of an array of which every reshape is a view."""
    return call("np.array", name(text), order=gast.Constant("C", None))
