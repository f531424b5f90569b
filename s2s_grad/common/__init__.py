"""Where MindSpore programs import dtypes, initializers, Parameter and the seed from."""

from s2s_grad import dtype, parameter, tensor
from s2s_grad.common import initializer
from s2s_grad.context import get_seed, mutable, set_seed
from s2s_grad.dtype import dtype_to_nptype, dtype_to_pytype, pytype_to_dtype
from s2s_grad.parameter import Parameter, ParameterTuple
from s2s_grad.tensor import Tensor

__all__ = [
    "Parameter",
    "ParameterTuple",
    "Tensor",
    "dtype",
    "dtype_to_nptype",
    "dtype_to_pytype",
    "get_seed",
    "initializer",
    "mutable",
    "parameter",
    "pytype_to_dtype",
    "set_seed",
    "tensor",
]
