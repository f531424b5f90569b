"""An expression as one operation on atoms."""

import copy

import gast

from s2s_grad.syntax.tree import attribute, item, name, number
from s2s_grad.transform.normal.atoms import atom, indexed
from s2s_grad.transform.normal.conditions import is_truth, must_hoist, opaque, write_test
from s2s_grad.transform.normal.writer import Closure


def operation(writer, node, hint):
    """`node` as one operation on atoms; what it is made of is written first."""
    match node:
        case gast.Name() | gast.Constant():
            return node
        case gast.BinOp(left=left, op=op, right=right):
            left = atom(writer, left, hint)
            return gast.BinOp(left, op, atom(writer, right, hint))
        case gast.UnaryOp(op=gast.Not()) | gast.Compare():
            return write_test(writer, node)
        case gast.UnaryOp(op=op, operand=operand):
            if number(node) is not None:
                return node
            return gast.UnaryOp(op, atom(writer, operand, hint))
        case gast.BoolOp() if is_truth(node) and not must_hoist(node):
            return write_test(writer, node)
        case gast.Call():
            return write_call(writer, node, hint)
        case gast.Attribute():
            return attribute(owner(writer, node.value, hint), node.attr)
        case gast.Subscript(value=value, slice=index):
            value = atom(writer, value, hint)
            return item(value, indexed(writer, index))
        case gast.Tuple(elts=elts):
            return gast.Tuple([entry(writer, e, hint) for e in elts], gast.Load())
        case gast.List(elts=elts):
            return gast.List([entry(writer, e, hint) for e in elts], gast.Load())
        case gast.Dict(keys=keys, values=values):
            keys = [None if key is None else atom(writer, key, "key") for key in keys]
            return gast.Dict(keys, [atom(writer, v, hint) for v in values])
        case gast.Set(elts=elts):
            return gast.Set([atom(writer, e, hint) for e in elts])
        case gast.Lambda():
            return Closure(with_plain_defaults(writer, node))
        case gast.NamedExpr(target=target, value=value):
            writer.assign(writer, target.id, value)
            return name(target.id)
        case gast.JoinedStr():
            return opaque(writer, node, hint)
        case gast.Yield() | gast.YieldFrom():
            writer.refuse(
                node,
                "S104",
                "a generator cannot be differentiated",
                "Collect the values in a list and return it.",
            )
        case gast.Await():
            writer.refuse(
                node,
                "S105",
                "a coroutine cannot be differentiated",
                "Differentiate a plain function.",
            )
        case gast.IfExp() | gast.BoolOp() | gast.ListComp() | gast.DictComp():
            return atom(writer, node, hint)
        case gast.GeneratorExp() | gast.SetComp():
            return atom(writer, node, hint)
        case _:
            writer.refuse(
                node,
                "S102",
                f"this expression ({type(node).__name__}) is not supported",
                "Write it with arithmetic, calls and indexing.",
            )
    return None


def with_plain_defaults(writer, definition):
    """A definition whose default values are names or literals, evaluated here."""
    args = definition.args
    if not any(args.defaults) and not any(args.kw_defaults):
        return definition
    changed = copy.copy(definition)
    changed.args = copy.copy(args)
    changed.args.defaults = [atom(writer, node, "default") for node in args.defaults]
    changed.args.kw_defaults = [
        None if node is None else atom(writer, node, "default") for node in args.kw_defaults
    ]
    return changed


def entry(writer, node, hint):
    """One entry of a display."""
    if isinstance(node, gast.Starred):
        return gast.Starred(atom(writer, node.value, hint), gast.Load())
    return atom(writer, node, hint)


def owner(writer, node, hint):
    """What an attribute is taken of: a name, a chain of attributes, or an atom."""
    if isinstance(node, gast.Attribute):
        return attribute(owner(writer, node.value, hint), node.attr)
    return atom(writer, node, hint)


def write_call(writer, node, hint):
    """A call: function a name or attribute, arguments atoms."""
    if isinstance(node.func, gast.Attribute):
        function = attribute(owner(writer, node.func.value, hint), node.func.attr)
    else:
        function = atom(writer, node.func, hint)
    arguments = [entry(writer, argument, hint) for argument in node.args]
    keywords = [gast.keyword(word.arg, atom(writer, word.value, hint)) for word in node.keywords]
    return gast.Call(function, arguments, keywords)
