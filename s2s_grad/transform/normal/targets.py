"""What is assigned to: names, tuples, items and attributes."""

import gast

from s2s_grad.code import Let, Put, Unpack
from s2s_grad.syntax.tree import attribute, call, constant, item, name
from s2s_grad.transform.normal.atoms import atom, has_star, indexed


def write_target(writer, target, value):
    """Write `target = value`; the value is an atom."""
    match target:
        case gast.Name(id=text):
            writer.put(Let(text, value))
        case gast.Tuple(elts=elts) | gast.List(elts=elts):
            write_unpacking(writer, elts, value)
        case gast.Subscript(value=base, slice=index):
            where = item(atom(writer, base, "item"), indexed(writer, index))
            writer.put(Put(where, value))
        case gast.Attribute(value=base, attr=attr):
            writer.put(Put(attribute(atom(writer, base, "item"), attr), value))
        case _:
            writer.refuse(
                target,
                "S101",
                "this assignment target is not supported",
                "Assign to plain names.",
            )


def write_unpacking(writer, elts, value):
    """`a, *b, c = value`."""
    plain = []
    for entry in elts:
        inner = entry.value if isinstance(entry, gast.Starred) else entry
        if isinstance(inner, gast.Name):
            plain.append(inner.id)
        else:
            plain.append(writer.temporary("item"))
    star = [i for i, e in enumerate(elts) if isinstance(e, gast.Starred)]
    if star:
        before, after = star[0], len(elts) - star[0] - 1
        value = call("__unpack__", value, constant(before), constant(after))
    writer.put(Unpack(tuple(plain), value))
    for entry, text in zip(elts, plain, strict=True):
        inner = entry.value if isinstance(entry, gast.Starred) else entry
        if not isinstance(inner, gast.Name):
            write_target(writer, inner, name(text))


def loop_target(writer, target):
    """A loop target of plain names, and what is unpacked inside the body."""
    unpacking = []

    def plain(node):
        if isinstance(node, gast.Name):
            return node
        if isinstance(node, (gast.Tuple, gast.List)) and not has_star(node):
            return gast.Tuple([plain(entry) for entry in node.elts], gast.Store())
        found = writer.temporary("item")
        unpacking.append((node, name(found)))
        return gast.Name(found, gast.Store(), None, None)

    return plain(target), unpacking


def place_hint(target):
    """What to call the value that is written to an attribute or an item."""
    while isinstance(target, (gast.Subscript, gast.Starred)):
        target = target.value
    if isinstance(target, gast.Attribute):
        return target.attr
    return target.id if isinstance(target, gast.Name) else "item"
