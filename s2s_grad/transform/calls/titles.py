"""What a generated function is called."""

from s2s_grad.analysis.values import Instance


def unit_title(source, bounds):
    """What the generated function is called: `dense` for Dense.construct."""
    owner = next(iter(bounds.values()), None)
    title = source.name.rpartition(".")[2]
    if title in ("construct", "__call__") and owner is not None:
        if isinstance(owner.value, Instance):
            title = type(owner.value.object).__name__
    return snake(title)


def snake(text):
    """`MaxPool` is `max_pool`."""
    out = ""
    for position, letter in enumerate(text):
        small = position and letter.isupper() and not text[position - 1].isupper()
        out += f"_{letter.lower()}" if small and out[-1:] != "_" else letter.lower()
    return out.strip("_") or "function"
