"""Whether statements draw random numbers: once more, they would draw others."""

import gast

from s2s_grad.code import Leave, every
from s2s_grad.syntax.tree import walk
from s2s_grad.transform.draws import is_draw
from s2s_grad.transform.fold import expressions


def draws(block, units):
    """Whether a block calls `np.random`, itself or through generated functions."""
    named = {f"@{unit.key}": unit for unit in units}
    done, pending = set(), [block]
    while pending:
        for statement in every(pending.pop()):
            for node in expressions(statement):
                if is_draw(node):
                    return True
                for part in walk(node):
                    key = part.id if isinstance(part, gast.Name) else ""
                    if key in named and key not in done:
                        done.add(key)
                        pending.append((*named[key].body, *returned(named[key])))
    return False


def returned(unit):
    """The return of a unit, as a statement."""
    return () if unit.returned is None else (Leave("return", unit.returned),)
