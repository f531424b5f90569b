"""The old value of an overwritten name, taken back in the midst of the steps."""

from dataclasses import replace

from s2s_grad.code import Add, Branch, For, Let, Restore, Unpack, While
from s2s_grad.syntax.tree import name, substitute
from s2s_grad.transform.contribute import OUT
from s2s_grad.transform.saves import reads, written


def restored(reversal, steps, statement, stack):
    """The steps with the old value of the written name taken back in their midst.

    Lines that read the new value stand above, lines that read the old one below.
    """
    text, origin = statement.name, statement.origin
    new = {OUT: name(text)}
    if stack is None:
        return [with_value(step, new) for step in steps]
    above, below = [], []
    for step in steps:
        found = reads((step,))
        if OUT not in found:
            below.append(step)
            continue
        if text in found:
            kept = kept_value(reversal, statement)
            if not any(isinstance(s, Let) and s.name == kept for s in above):
                above.append(Let(kept, name(text), origin))
            below.append(with_value(step, {OUT: name(kept)}))
        elif isinstance(step, (Let, Unpack)) and not writes_one_of(step, below):
            above.append(with_value(step, new))
        else:
            kept = kept_value(reversal, statement)
            above.append(Let(kept, name(text), origin))
            below.append(with_value(step, {OUT: name(kept)}))
    d_text = reversal.d(text)
    if any(isinstance(s, Let) and s.name == d_text for s in above) and below:
        kept = kept_value(reversal, statement)
        first = Let(kept, name(text), origin)
        below = [with_value(step, {OUT: name(kept)}) for step in steps]
        return [first, Restore(stack, text, origin), *below]
    return [*above, Restore(stack, text, origin), *below]


def kept_value(reversal, statement):
    """A name for the new value, where the old one is taken back before it is read."""
    kept = reversal.named_for(statement, f"{statement.name}_out")
    reversal.facts[kept] = reversal.facts.get(statement.name)
    return kept


def writes_one_of(step, others):
    """Whether a step writes a gradient that one of the others reads or writes."""
    mine = {step.name} if isinstance(step, Let) else set(step.names)
    found = reads(others) | set(written(others))
    return bool(mine & found)


def with_value(step, mapping):
    """The step with names replaced in what it reads."""
    if isinstance(step, (Branch, For, While)):
        return step  # of a hook, which does not read the value
    if isinstance(step, Add) and step.index is not None:
        step = replace(step, index=substitute(step.index, mapping))
    return replace(step, value=substitute(step.value, mapping))
