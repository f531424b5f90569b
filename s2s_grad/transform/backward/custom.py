"""Calls of functions that bring their own backward half: its text, or a call of it."""

import gast

from s2s_grad.code import Do, Let, Unpack
from s2s_grad.syntax.tree import call, constant, item, name, rebuild, substitute
from s2s_grad.transform.contribute import OUT, Contributions
from s2s_grad.transform.plain.broadcasting import same_kind
from s2s_grad.transform.rejoin import renamed, trees
from s2s_grad.transform.saves import written

LONGEST = 12  # operations of a backward half that is written out


def reverse_custom(reversal, statement, unit, present, own):
    """The gradients that a function's own backward half gives."""
    half, arguments = unit.backward, statement.value.args
    d_out = name(reversal.d(statement.name))
    parameters = [text for text, _ in unit.all_parameters()]
    table = dict(zip(parameters, arguments, strict=True))
    table |= {"@out": name(OUT), "@d_out": d_out}
    found = Contributions(reversal, present, statement)
    wanted = []
    for bound, place in half.gradients:
        tree = None if bound.tree is None else picked(substitute(bound.tree, table))
        if tree is not None and found.is_active(tree):
            wanted.append((tree, place))
    if not wanted:
        return []
    called = picked(substitute(half.call, table))
    if half.unit is not None and is_short(half.unit, half.is_hook):
        values = written_out(reversal, found, half, called, table)
    elif half.count > 1 and all(fits(reversal, half, tree, place) for tree, place in wanted):
        trees = {place: tree for tree, place in wanted}
        rows = [trees.get(place, constant(None)) for place in range(half.count)]
        facts = [reversal.facts.get(getattr(tree, "id", None)) for tree in rows]
        return found.take_call(list(zip(facts, rows, strict=True)), called, own)
    else:
        values = taken_apart(reversal, found, half, called, wanted)
    for tree, place in wanted:
        value = values[place]
        if not fits(reversal, half, tree, place):
            value = call("fitted", value, tree)
        found.give(tree, value)
    return found.ordered(own)


def fits(reversal, half, tree, place):
    """Whether a gradient is known to have the shape and dtype of what it is for."""
    if half.is_checked:
        return True
    if not isinstance(tree, gast.Name):
        return False
    result = half.unit.result
    return same_kind(reversal.facts.get(tree.id), result if place is None else result.items[place])


def is_short(unit, is_hook):
    """Whether a backward half is a few assignments and a return, or a hook made on the spot."""
    plain = all(isinstance(step, (Let, Do)) for step in unit.body)
    return len(unit.body) <= LONGEST and (plain or is_hook)


def written_out(reversal, found, half, called, table):
    """The assignments of a backward half among the steps; place -> gradient."""
    unit, statement = half.unit, found.statement
    parameters = [text for text, _ in unit.all_parameters()]
    table = table | dict(zip(parameters, called.args, strict=True))
    if not all(isinstance(step, (Let, Do)) for step in unit.body):
        return blocks_written_out(reversal, found, half, table)
    for step in unit.body:
        value = picked(substitute(step.value, table))
        if isinstance(step, Do):
            found.steps.append(Do(value, statement.origin))
            continue
        fact = unit.facts.get(step.name)
        text = reversal.named_for(statement, step.name, fact)
        found.steps.append(Let(text, value, statement.origin, fact))
        table[step.name] = name(text)
    return parts(picked(substitute(unit.returned, table)), half)


def blocks_written_out(reversal, found, half, table):
    """The same for a backward half with loops and branches, whose arguments are names."""
    unit, statement = half.unit, found.statement
    mapping = {text: tree.id for text, tree in table.items() if isinstance(tree, gast.Name)}
    for text in written(unit.body):
        mapping[text] = reversal.named_for(statement, text, unit.facts.get(text))
    found.steps += renamed(unit.body, mapping)
    return parts(substitute(unit.returned, trees(mapping)), half)


def parts(returned, half):
    """Place -> gradient, of what a backward half returns."""
    out = {None: returned}
    for _, place in half.gradients:
        if place is not None:
            out[place] = picked(item(returned, constant(place)))
    return out


def taken_apart(reversal, found, half, called, wanted):
    """One call, and a name for each gradient that is wanted; place -> gradient."""
    if half.count == 1 or len(wanted) == 1:
        return parts(called, half)
    facts, out, texts = half.unit.result.items, {}, []
    for place in range(half.count):
        tree = next((tree for tree, other in wanted if other == place), None)
        if tree is None:
            texts.append("_")
            continue
        plain = tree.id if isinstance(tree, gast.Name) else "item"
        texts.append(found.temporary(f"d_{plain}_part"))
        reversal.facts[texts[-1]] = facts[place]
        out[place] = name(texts[-1])
    found.steps.append(Unpack(tuple(texts), called, found.origin))
    return out


def picked(tree):
    """The expression with `(a, b)[0]` as `a`."""
    tree = rebuild(tree, picked)
    match tree:
        case gast.Subscript(value=gast.Tuple(elts=elts), slice=gast.Constant(value=int(place))):
            return elts[place] if -len(elts) <= place < len(elts) else tree
    return tree
