"""Other libraries' gradients of the same programs, for those that are installed."""

import importlib
import types


def gradients(function, wrt, point):
    """Calls without arguments that compute the gradient, by the name of the library."""
    found = {}
    for name, peer in PEERS.items():
        try:
            found[name] = peer(function, wrt, point)
        except ImportError:
            print(f"  ({name} is not installed, skipped)")
    return found


def spoken(function, numpy_like):
    """The same program, in which `np` is the other library's module."""
    names = {**function.__globals__, "np": numpy_like}
    return types.FunctionType(function.__code__, names, function.__name__)


def autograd(function, wrt, point):
    library = importlib.import_module("autograd")
    gradient = library.grad(spoken(function, importlib.import_module("autograd.numpy")), wrt)
    return lambda: gradient(*point)


def jax(function, wrt, point):
    library = importlib.import_module("jax")
    library.config.update("jax_enable_x64", True)
    numpy_like = importlib.import_module("jax.numpy")
    gradient = library.jit(library.grad(spoken(function, numpy_like), wrt))
    arguments = [numpy_like.asarray(argument) for argument in point]
    return lambda: library.block_until_ready(gradient(*arguments))


def torch(function, wrt, point):
    library = importlib.import_module("torch")
    library.set_num_threads(1)
    loss = spoken(function, library)
    arguments = [library.from_numpy(argument) for argument in point]
    wanted = [arguments[position] for position in ((wrt,) if isinstance(wrt, int) else wrt)]
    for argument in wanted:
        argument.requires_grad_()
    return lambda: library.autograd.grad(loss(*arguments), wanted)


PEERS = {"autograd": autograd, "jax (jit)": jax, "torch": torch}
