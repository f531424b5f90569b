"""A callee that only computes its value."""

from s2s_grad.code import Leave
from s2s_grad.transform.definitions.definition import Definition, shown
from s2s_grad.transform.definitions.pairs import reversal_for
from s2s_grad.transform.fold import fold
from s2s_grad.transform.prune import drop_dead
from s2s_grad.transform.rejoin import rejoined


def plain_definition(session, unit):
    """A callee that only computes its value."""
    reversal = reversal_for(session, unit)
    effects = reversal.effects()
    code = drop_dead((*unit.body, Leave("return", unit.returned)), None, effects)
    code = fold(code, reversal.made)
    code = rejoined(code, reversal)
    parameters = tuple(text for text, _ in unit.all_parameters())
    doc, value = unit.doc or f"{shown(unit)}, its value only.", code[-1].value
    return Definition(unit.title, parameters, doc, code[:-1], (), (value,), reversal.facts)
