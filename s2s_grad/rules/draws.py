"""Random draws, loaded once somebody has used numpy.random: nothing in them is differentiable."""

import numpy as np

from s2s_grad.rules.registry import METHODS_OF, adjoint, constant


@adjoint(wrt=())
def draw(*args, **kwargs):
    """Nothing can be differentiated here, and a call to find out a shape would use up numbers."""
    return ()


draw.data_dependent = True
METHODS_OF[np.random.Generator] = draw
METHODS_OF[np.random.RandomState] = draw

constant(np.random.default_rng, np.random.RandomState, np.random.seed, data_dependent=True)
