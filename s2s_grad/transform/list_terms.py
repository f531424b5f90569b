"""What operations on lists of unknown length hand on: sums, parts and copies of lists."""

import gast

from s2s_grad.analysis.values import Array, Sequence, is_varied
from s2s_grad.code import Put
from s2s_grad.syntax.tree import attribute, call, constant, function_text, item, name


def is_list(fact):
    """Whether a value is a list or tuple whose length is only known at run time."""
    return isinstance(fact, Sequence) and fact.items is None


def makes_list(value, facts, result):
    """Whether an expression is a sum, a part or a copy of lists."""
    match value:
        case gast.BinOp(left=left, op=gast.Add(), right=right):
            return any(is_list(facts.get(getattr(side, "id", None))) for side in (left, right))
        case gast.BinOp(op=gast.Mult()):
            return is_list(result)
        case gast.Subscript(value=gast.Name(id=text), slice=gast.Slice()):
            return is_list(facts.get(text))
    return is_list(result) and function_text(value) in ("list", "tuple")


def give_lists(terms, value, d_out):
    """The contributions of `xs + ys`, `[x] * n`, `xs[i:j]`, `list(xs)`; `terms` collects."""
    facts = terms.reversal.facts
    match value:
        case gast.Subscript(value=gast.Name(id=text)):
            if is_varied(facts.get(text)):
                place = item(name(terms.reversal.d(text)), value.slice)
                put = Put(place, call("add", place, d_out), terms.origin)
                terms.puts.append((text, put))
        case gast.Call(args=[gast.Name(id=text) as source]):
            if isinstance(facts.get(text), Array):
                d_out = call("np.reshape", d_out, attribute(source, "shape"))
            terms.give(source, d_out)
        case gast.BinOp(left=left, op=gast.Mult(), right=right):
            elts = (left if isinstance(left, (gast.List, gast.Tuple)) else right).elts
            step = None if len(elts) == 1 else constant(len(elts))
            for position, entry in enumerate(elts):
                start = constant(position) if position else None
                rows = d_out if step is None else item(d_out, gast.Slice(start, None, step))
                terms.give(entry, call("unbroadcast", call("sum", rows), entry))
        case gast.BinOp(left=gast.List(elts=elts), right=right):
            for position, entry in enumerate(elts):
                terms.give(entry, item(d_out, constant(position)))
            if elts:
                d_out = item(d_out, gast.Slice(constant(len(elts)), None, None))
            terms.give(right, d_out)
        case gast.BinOp(left=left, right=gast.List(elts=elts)):
            for position, entry in enumerate(elts):
                terms.give(entry, item(d_out, constant(position - len(elts))))
            terms.give(left, item(d_out, gast.Slice(None, call("len", left), None)))
        case gast.BinOp(left=left, right=right):
            count = call("len", left)
            terms.give(left, item(d_out, gast.Slice(None, count, None)))
            terms.give(right, item(d_out, gast.Slice(count, None, None)))
