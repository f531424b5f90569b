"""Results of functions: the part that is differentiated, and the rest."""

from s2s_grad.errors import PositionError


def split_aux(out):
    """(first result, rest): with `has_aux`, a single other result stands alone."""
    if not isinstance(out, tuple) or len(out) < 2:
        raise PositionError(
            "S403", "When has_aux is True, origin fn requires more than one outputs."
        )
    return out[0], out[1] if len(out) == 2 else out[1:]
