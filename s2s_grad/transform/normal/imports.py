"""Imports inside functions, and names that are deleted."""

import gast

from s2s_grad.code import Do, Let
from s2s_grad.syntax.tree import call, constant
from s2s_grad.transform.normal.atoms import atom, indexed


class Imported(gast.expr):
    """The module of that name, or one of its names when `attribute` is given."""

    _fields = ("module", "attribute", "level")

    def __init__(self, module, attribute=None, level=0):
        super().__init__()
        self.module, self.attribute, self.level = module, attribute, level


class Deleted(gast.expr):
    """What `del name` leaves behind: nothing."""

    _fields = ()


def write_import(writer, names):
    """`import a.b as c`."""
    for alias in names:
        top = alias.name.partition(".")[0]
        found = Imported(alias.name if alias.asname else top)
        if not alias.asname and top != alias.name:
            writer.put(Let(top, Imported(alias.name)))
        writer.put(Let(alias.asname or top, found))


def write_import_from(writer, node):
    """`from a import b as c`."""
    for alias in node.names:
        found = Imported(node.module or "", alias.name, node.level or 0)
        writer.put(Let(alias.asname or alias.name, found))


def write_delete(writer, targets):
    """`del x`, `del x.attr`, `del x[key]`."""
    for target in targets:
        if isinstance(target, (gast.Tuple, gast.List)):
            write_delete(writer, target.elts)
        elif isinstance(target, gast.Name):
            writer.put(Let(target.id, Deleted()))
        elif isinstance(target, gast.Attribute):
            owner = atom(writer, target.value, "item")
            writer.put(Do(call("__delete_attribute__", owner, constant(target.attr))))
        else:
            owner = atom(writer, target.value, "item")
            writer.put(Do(call("__delete_item__", owner, indexed(writer, target.slice))))
