"""What a call gives, whatever it is that is called."""

import gast

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Derivative, Function, Instance, Known, Mapping, Method
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.calls.functions import user_call
from s2s_grad.transform.calls.internal import INTERNAL
from s2s_grad.transform.calls.methods import named_method
from s2s_grad.transform.calls.objects import object_call
from s2s_grad.transform.calls.recursion import closure_call
from s2s_grad.transform.expressions.containers import mapped, spread
from s2s_grad.transform.expressions.made import method_of
from s2s_grad.transform.expressions.pending import NOTHING, is_pending
from s2s_grad.transform.expressions.sparse import has_operator, operator_method
from s2s_grad.transform.expressions.special_methods import opened
from s2s_grad.transform.expressions.telling import is_logger, logger_call
from s2s_grad.transform.frames import Bound, Frame


def call(frame, node):
    """What a call gives."""
    if isinstance(node.func, gast.Name) and node.func.id in INTERNAL:
        internal = INTERNAL[node.func.id]
        return internal(frame, *[frame.evaluate(entry) for entry in node.args])
    function = frame.evaluate(node.func)
    arguments, keywords = [], {}
    for entry in node.args:
        if isinstance(entry, gast.Starred):
            arguments += spread(frame, opened(frame, frame.evaluate(entry.value)))
        else:
            arguments.append(frame.evaluate(entry))
    for word in node.keywords:
        bound = frame.evaluate(word.value)
        if word.arg is None:
            keywords.update(starred_keywords(frame, bound))
        else:
            keywords[word.arg] = bound
    return dispatch(frame, function, arguments, keywords)


def starred_keywords(frame, bound):
    """`**mapping` with known keys."""
    if not isinstance(bound.value, Mapping):
        frame.refuse(
            "S204",
            "keyword arguments from a dict that is only known at run time",
            "Pass them one by one.",
        )
    return dict(zip(bound.value.keys, mapped(bound), strict=True))


def dispatch(frame: Frame, function, arguments, keywords):
    """Call whatever `function` is."""
    value = function.value
    if isinstance(value, Method) and is_pending(value.receiver):
        return Bound(NOTHING, constant(None))
    match value:
        case Function():
            return closure_call(frame, function, arguments, keywords)
        case Method(function=str() as attr, receiver=receiver) if is_logger(receiver):
            return logger_call(frame, attr, receiver, arguments, keywords)
        case Method(function=str() as attr, receiver=receiver) if has_operator(receiver):
            return operator_method(frame, attr, receiver, arguments)
        case Method(function=str() as attr, receiver=receiver):
            return named_method(frame, attr, receiver, arguments, keywords)
        case Derivative():
            return frame.session.derivative(frame, value, arguments, keywords)
        case Method(function=found, receiver=receiver):
            return user_call(frame, found, [receiver, *arguments], keywords)
        case Object() if method_of(function, "__call__"):
            method = method_of(function, "__call__")
            return user_call(frame, method, [function, *arguments], keywords)
        case Instance(object=found):
            return object_call(frame, value, found, arguments, keywords)
        case Known(value=type() as found):
            return object_call(frame, value, found, arguments, keywords)
    frame.refuse(
        "S204",
        "what is called here is only known at run time",
        "Call a function, a method or a Cell by name.",
    )
    return None
