"""Normalisation layers."""

from __future__ import annotations

import numpy as np

from s2s_grad import ops
from s2s_grad.dtype import float32
from s2s_grad.functional.norms import group_norm, instance_norm
from s2s_grad.initializer import initializer
from s2s_grad.nn.cell import Cell
from s2s_grad.nn.layers import size
from s2s_grad.parameter import Parameter

#: What the compiler writes out as it stands.
LITERALS = frozenset(("eps", "epsilon", "momentum", "axes", "num_groups"))


class BatchNorm(Cell):
    """Each channel brought to mean 0 and variance 1: of the batch in training, else of the past."""

    __s2s_literals__ = LITERALS

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.9,
        affine=True,
        gamma_init="ones",
        beta_init="zeros",
        moving_mean_init="zeros",
        moving_var_init="ones",
        use_batch_statistics=None,
        data_format="NCHW",
        dtype=float32,
    ):
        super().__init__()
        self.num_features = size(type(self).__name__, "num_features", num_features)
        if not 0 <= momentum <= 1:
            raise ValueError(f"For 'BatchNorm', 'momentum' must be in [0, 1], but got {momentum}.")
        self.eps, self.momentum = eps, momentum
        self.use_batch_statistics = use_batch_statistics
        shape = [num_features]

        def parameter(init, name, trained):
            return Parameter(initializer(init, shape, dtype), name, requires_grad=trained)

        self.moving_mean = parameter(moving_mean_init, "mean", False)
        self.moving_variance = parameter(moving_var_init, "variance", False)
        self.gamma = parameter(gamma_init, "gamma", affine)
        self.beta = parameter(beta_init, "beta", affine)

    def construct(self, x):
        by_batch = self.use_batch_statistics
        if by_batch is None:
            by_batch = self.training
        beside = (-1,) + (1,) * (x.ndim - 2)
        if by_batch:
            axes = (0, 2, 3, 4)[: x.ndim - 1]
            mean = np.mean(x, axis=axes)
            error = x - np.reshape(mean, beside)
            variance = np.mean(error**2, axis=axes)
            self.remember(mean, variance, x.size // x.shape[1])
        else:
            error = x - np.reshape(self.moving_mean, beside)
            variance = self.moving_variance
        scale = self.gamma / np.sqrt(variance + self.eps)
        return error * np.reshape(scale, beside) + np.reshape(self.beta, beside)

    def remember(self, mean, variance, count):
        """Moves what is remembered towards the batch; the variance without bias."""
        keep, unbiased = self.momentum, count / max(count - 1, 1)
        mean, variance = ops.stop_gradient(mean), ops.stop_gradient(variance) * unbiased
        ops.assign(self.moving_mean, keep * self.moving_mean + (1 - keep) * mean)
        ops.assign(self.moving_variance, keep * self.moving_variance + (1 - keep) * variance)

    def extend_repr(self):
        return (
            f"num_features={self.num_features}, eps={self.eps}, momentum={1 - self.momentum},"
            f" gamma={self.gamma}, beta={self.beta}, moving_mean={self.moving_mean},"
            f" moving_variance={self.moving_variance}"
        )


class BatchNorm1d(BatchNorm):
    """BatchNorm of (n, channels) or (n, channels, length)."""


class BatchNorm2d(BatchNorm):
    """BatchNorm of images."""


class BatchNorm3d(BatchNorm):
    """BatchNorm of volumes."""


class SyncBatchNorm(BatchNorm):
    """BatchNorm: there is only one device."""


class LayerNorm(Cell):
    """The axes from `begin_norm_axis` on brought to mean 0 and variance 1."""

    __s2s_literals__ = LITERALS

    def __init__(
        self,
        normalized_shape,
        begin_norm_axis=-1,
        begin_params_axis=-1,
        gamma_init="ones",
        beta_init="zeros",
        epsilon=1e-7,
        dtype=float32,
    ):
        super().__init__()
        if not isinstance(normalized_shape, (tuple, list)):
            raise TypeError(
                "For 'LayerNorm', the type of 'normalized_shape' must be tuple[int] or list[int],"
                f" but got {normalized_shape!r}."
            )
        self.normalized_shape = tuple(normalized_shape)
        self.begin_norm_axis, self.begin_params_axis = begin_norm_axis, begin_params_axis
        self.axes = tuple(range(-len(normalized_shape), 0))
        self.epsilon = epsilon
        self.gamma = Parameter(initializer(gamma_init, normalized_shape, dtype), name="gamma")
        self.beta = Parameter(initializer(beta_init, normalized_shape, dtype), name="beta")

    def construct(self, input_x):
        error = input_x - np.mean(input_x, axis=self.axes, keepdims=True)
        variance = np.mean(error**2, axis=self.axes, keepdims=True)
        return error / np.sqrt(variance + self.epsilon) * self.gamma + self.beta

    def extend_repr(self):
        return (
            f"normalized_shape={self.normalized_shape}, begin_norm_axis={self.begin_norm_axis},"
            f" begin_params_axis={self.begin_params_axis}, gamma={self.gamma}, beta={self.beta}"
        )


class GroupNorm(Cell):
    """Groups of channels brought to mean 0 and variance 1."""

    __s2s_literals__ = LITERALS

    def __init__(
        self,
        num_groups,
        num_channels,
        eps=1e-5,
        affine=True,
        gamma_init="ones",
        beta_init="zeros",
        dtype=float32,
    ):
        super().__init__()
        self.num_groups = size("GroupNorm", "num_groups", num_groups)
        self.num_channels = size("GroupNorm", "num_channels", num_channels)
        if num_channels % num_groups:
            raise ValueError("For 'GroupNorm', 'num_channels' must be divisible by 'num_groups'.")
        self.eps = eps
        gamma = initializer(gamma_init, [num_channels], dtype)
        beta = initializer(beta_init, [num_channels], dtype)
        self.gamma = Parameter(gamma, name="gamma", requires_grad=affine)
        self.beta = Parameter(beta, name="beta", requires_grad=affine)

    def construct(self, x):
        return group_norm(x, self.num_groups, self.gamma, self.beta, self.eps)


class InstanceNorm(Cell):
    """Each channel of each sample brought to mean 0 and variance 1."""

    __s2s_literals__ = LITERALS

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        gamma_init="ones",
        beta_init="zeros",
        dtype=float32,
    ):
        super().__init__()
        self.num_features = size(type(self).__name__, "num_features", num_features)
        self.eps, self.affine = eps, affine
        gamma = initializer(gamma_init, [num_features], dtype)
        beta = initializer(beta_init, [num_features], dtype)
        self.gamma = Parameter(gamma, name="gamma", requires_grad=affine)
        self.beta = Parameter(beta, name="beta", requires_grad=affine)

    def construct(self, x):
        return instance_norm(x, self.gamma, self.beta, self.eps)


class InstanceNorm1d(InstanceNorm):
    """InstanceNorm of rows."""


class InstanceNorm2d(InstanceNorm):
    """InstanceNorm of images."""


class InstanceNorm3d(InstanceNorm):
    """InstanceNorm of volumes."""


class RMSNorm(Cell):
    """x over the root of its mean square along the last axis."""

    __s2s_literals__ = LITERALS

    def __init__(self, dim, epsilon=1e-6, gamma_init="ones", dtype=float32):
        super().__init__()
        self.epsilon = epsilon
        self.weight = Parameter(initializer(gamma_init, [dim], dtype), name="weight")

    def construct(self, x):
        return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + self.epsilon) * self.weight
