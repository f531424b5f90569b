"""Iterators under a name: they give their entries once, so they are read once."""

import gast

MAKERS = ("map", "filter", "zip", "enumerate", "reversed", "iter")
READERS = ("sum", "list", "tuple", "max", "min", "sorted", "any", "all", "set", "dict", "frozenset")
LOOPS = (gast.While, gast.Lambda, gast.FunctionDef)


def check_read_once(writer, text, value):
    """Refuse `text = value` where the value gives its entries once and is read again.

    We keep the entries in a list, which can be read any number of times.
    """
    if not is_iterator(writer, value):
        return
    reads, made = [], []
    look(writer.source.tree, text, value, 0, reads, made)
    once = len(reads) == 1 and reads[0] == (made[0] if made else 0, True)
    if reads and not once:
        writer.refuse(
            value,
            "S104",
            f"the iterator {text!r} gives its entries only once, and it is not clear that it "
            "is read only once",
            f"Make it a list: `{text} = list(...)`.",
        )


def is_iterator(writer, value):
    """Whether an expression makes an iterator."""
    if isinstance(value, gast.GeneratorExp):
        return True
    if not isinstance(value, gast.Call) or not isinstance(value.func, gast.Name):
        return False
    shadowed = value.func.id in writer.source.globals or value.func.id in writer.source.closure
    return value.func.id in MAKERS and not shadowed


def look(node, text, value, depth, reads, made):
    """Collect the reads of a name as (how deep in loops, whether it is gone through), and
    the depth at which the value is made."""
    for part in gast.iter_child_nodes(node):
        if part is value:
            made.append(depth)
        if isinstance(part, gast.Name) and part.id == text and isinstance(part.ctx, gast.Load):
            reads.append((depth, goes_through(node, part)))
            continue
        deeper = isinstance(node, LOOPS)
        deeper = deeper or (isinstance(node, gast.For) and part is not node.iter)
        if isinstance(node, (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)):
            deeper = part is not node.generators[0]
        look(part, text, value, depth + deeper, reads, made)


def goes_through(node, part):
    """Whether the node around a name goes through it once, and keeps it nowhere."""
    match node:
        case gast.For(iter=found) | gast.comprehension(iter=found):
            return found is part
        case gast.Call(func=gast.Name(id=reader)):
            return reader in READERS + MAKERS
        case gast.Call(func=gast.Attribute()):
            return True
        case gast.Starred():
            return True
    return False
