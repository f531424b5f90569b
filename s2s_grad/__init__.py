"""s2s_grad: gradients of plain Python and NumPy as Python functions that one can read."""

from importlib import import_module
from typing import Any

from s2s_grad.api import differentiable, get_grad, grad, jit, value_and_grad
from s2s_grad.errors import S2SGradError

__version__ = "0.1.0"
__all__ = ["S2SGradError", "differentiable", "get_grad", "grad", "jit", "value_and_grad"]

# Names of MindSpore's, loaded when they are first asked for.
LATE = {
    "s2s_grad.dtype": (
        "bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 "
        "complex64 complex128 int_ uint float_ complex_ dtype_to_nptype dtype_to_pytype "
        "pytype_to_dtype get_py_obj_dtype"
    ),
    "s2s_grad.tensor": "Tensor tensor from_numpy is_tensor",
    "s2s_grad.parameter": "Parameter ParameterTuple",
    "s2s_grad.context": (
        "set_context get_context PYNATIVE_MODE GRAPH_MODE set_seed get_seed mutable jit_class "
        "set_device"
    ),
    "s2s_grad.transforms.products": "vjp",
    "s2s_grad.transforms.forward": "jvp linearize hvp",
    "s2s_grad.transforms.jacobians": "jacrev jacfwd jacobian hessian",
    "s2s_grad.transforms.elementwise": "elementwise_grad derivative jet",
    "s2s_grad.transforms.batching": "vmap",
    "s2s_grad.transforms.operation": "GradOperation",
    "s2s_grad.gradient_hooks": "InsertGradientOf HookBackward insert_grad_of",
    "s2s_grad.train": "Model",
    "s2s_grad.custom": "custom_vjp custom_jvp",
    "s2s_grad.recomputing": "checkpoint recompute",
    "s2s_grad.solvers": "fixed_point root odeint",
    "s2s_grad.checking": "check_grads",
    "s2s_grad.serialization": "save_checkpoint load_checkpoint load_param_into_net",
}
SUBMODULES = ("nn", "ops", "amp", "common", "numpy", "testing", "context", "dtype", "tree")
SUBMODULES += ("train", "dataset", "autograd")
PLACES = {name: module for module, names in LATE.items() for name in names.split()}


def __getattr__(name) -> Any:
    if name in PLACES:
        found = getattr(import_module(PLACES[name]), name)
    elif name in SUBMODULES:
        found = import_module(f"s2s_grad.{name}")
    else:
        raise AttributeError(f"module 's2s_grad' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__():
    return sorted({*globals(), *PLACES, *SUBMODULES})
