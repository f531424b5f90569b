"""What the entry function returns, and what it is called."""

import numpy as np

from s2s_grad.analysis.values import Known, is_varied, leaves
from s2s_grad.errors import PositionError, UnsupportedValue
from s2s_grad.transform import calls
from s2s_grad.transform.definitions.definition import Request, listed


def request_for(unit, wish, source):
    """What the entry function returns, and what it is called."""
    if wish.aux and (unit.bound.parts is None or len(unit.bound.parts) < 2):
        raise PositionError(
            "S403",
            "When has_aux is True, origin fn requires more than one outputs.",
            unit.return_origin,
        )
    check_result(unit, wish, source)
    positions = [text for text, value in unit.parameters if is_varied(value)]
    weights = []
    for weight in wish.weights:
        text = next(
            (unit.reads[path][0] for path, found in unit.objects.items() if found is weight),
            None,
        )
        weights.append(text)
    title = calls.snake(owner_title(source))
    wanted = [*positions, *dict.fromkeys(text for text in weights if text)]
    entry = f"{'value_and_grad' if wish.value else 'grad'}_{title}"
    labels = positions + [weight_label(unit, text) for text in wanted[len(positions) :]]
    gradient = "gradient" if len(labels) == 1 else "gradients"
    doc = f"{gradient.capitalize()} of {source.name} for {listed(labels)}."
    if wish.value:
        doc = f"Value of {source.name}, and its {gradient} for {listed(labels)}."
    if unit.state:
        written = [unit.reads[path][0] for path in unit.state]
        doc = f"{doc.removesuffix('.')}; also what {listed(written)} held afterwards."
    if wish.forward:
        entry = f"jvp_{title}"
        plural = "tangent" if len(labels) == 1 else "tangents"
        doc = f"Value of {source.name}, and its derivative along the {plural} of {listed(labels)}."
    return Request(
        wanted,
        wish.value,
        wish.aux,
        wish.sens,
        wish.exact,
        entry,
        doc,
        forward=wish.forward,
        every=wish.every,
        shape=(positions, weights),
    )


def weight_label(unit, text):
    """`hidden.weight` for the parameter `hidden_weight`."""
    for path, (found, _) in unit.reads.items():
        if found == text:
            steps = [str(step[1]) for step in path[1:]]
            return ".".join(steps) or text
    return text


def owner_title(source):
    """`Regression` for Regression.construct, the function's name otherwise."""
    head, _, last = source.name.rpartition(".")
    if last == "construct" and head:
        return head.rpartition(".")[2]
    return last or "function"


def check_result(unit, wish, source):
    """Refuse a result that has no derivative: text, a bool."""
    bound = unit.bound
    if wish.lenient:
        return
    head = bound.parts[0] if wish.aux and bound.parts else bound
    kinds = leaves(head.value)
    if any(is_varied(value) for value in kinds):
        return
    for value in kinds:
        bad = isinstance(value, Known) and not isinstance(value.value, (float, complex))
        bad = bad or type(value).__name__ in ("Opaque", "Instance", "Function")
        bad = bad or getattr(value, "kind", "") in ("b", "i")
        dtype = getattr(value, "dtype", None)
        bad = bad or (dtype is not None and np.dtype(dtype).kind not in "fc")
        if bad:
            raise UnsupportedValue(
                "S405",
                f"{source.name} returns a value that has no derivative",
                unit.return_origin or source.origin(source.tree),
                "Return a number or an array.",
            )
