"""MindSpore's operator classes for networks, losses and state."""

from __future__ import annotations

import numpy as np

from s2s_grad.functional import activations, losses, norms, pooling, random, state, windows
from s2s_grad.ops.operator import stateful
from s2s_grad.ops.primitive import Plain, Primitive, plain


class Softmax(Primitive):
    """Positive shares along an axis that add up to one."""

    def __init__(self, axis=-1):
        self.axis = axis

    def construct(self, x):
        return activations.softmax(x, self.axis)


class LogSoftmax(Softmax):
    """log(softmax(x))."""

    def construct(self, x):
        return activations.log_softmax(x, self.axis)


class LayerNorm(Primitive):
    """Normalisation over the last axes; also the mean and the variance."""

    def __init__(self, begin_norm_axis=1, begin_params_axis=1, epsilon=1e-7):
        self.begin_norm_axis, self.epsilon = begin_norm_axis, epsilon

    def construct(self, x, gamma, beta):
        return norms.layer_norm_parts(x, gamma, beta, self.begin_norm_axis, 1, self.epsilon)


class Dropout(Primitive):
    """A share of the numbers kept and scaled up, and which ones they were."""

    def __init__(self, keep_prob=0.5, Seed0=0, Seed1=0):
        self.keep_prob = keep_prob

    def construct(self, x):
        return random.dropout_and_mask(x, self.keep_prob)


class StandardNormal(Primitive):
    """Numbers from the normal distribution."""

    makes = True

    def __init__(self, seed=0, seed2=0):
        pass

    def construct(self, shape):
        return random.standard_normal(shape)


class Conv2D(Primitive):
    """The convolution of images with a weight."""

    def __init__(
        self,
        out_channel,
        kernel_size,
        mode=1,
        pad_mode="valid",
        pad=0,
        stride=1,
        dilation=1,
        group=1,
        data_format="NCHW",
    ):
        self.pad_mode, self.pad, self.group = pad_mode, pad, group
        self.stride, self.dilation = windows.each(stride, 2), windows.each(dilation, 2)

    def construct(self, x, weight):
        return windows.conv2d(
            x, weight, None, self.stride, self.pad_mode, self.pad, self.dilation, self.group
        )


class MaxPool(Primitive):
    """The largest number of each window."""

    def __init__(self, kernel_size=1, strides=1, pad_mode="valid", data_format="NCHW"):
        self.kernel_size = windows.each(kernel_size, 2)
        self.strides = windows.each(strides, 2)
        self.pad_mode = pad_mode.lower()

    def construct(self, x):
        return pooling.max_pool(x, self.kernel_size, self.strides, self.pad_mode, 0)


class AvgPool(MaxPool):
    """The mean of each window."""

    def construct(self, x):
        return pooling.avg_pool(x, self.kernel_size, self.strides, self.pad_mode, 0)


# ------------------------------------------------------------------ losses


class Loss(Primitive):
    """A loss with a reduction."""

    def __init__(self, reduction="mean"):
        if reduction not in ("mean", "sum", "none", "batchmean"):
            raise ValueError(f"The 'reduction' {reduction!r} is not known.")
        self.reduction = reduction


class KLDivLoss(Loss):
    """The divergence of probabilities from log probabilities."""

    def construct(self, logits, labels):
        return losses.kl_div(logits, labels, self.reduction)


class BinaryCrossEntropy(Loss):
    """The cross entropy of probabilities and labels of two classes."""

    def construct(self, logits, labels, weight=None):
        return losses.binary_cross_entropy(logits, labels, weight, self.reduction)


class BCEWithLogitsLoss(Loss):
    """The cross entropy of sigmoid(logits) and labels of two classes."""

    def construct(self, predict, target, weight=None, pos_weight=None):
        return losses.binary_cross_entropy_with_logits(
            predict, target, weight, pos_weight, self.reduction
        )


class SmoothL1Loss(Loss):
    """Quadratic near the target, linear from a distance of `beta` on."""

    def __init__(self, beta=1.0, reduction="none"):
        super().__init__(reduction)
        self.beta = beta

    def construct(self, logits, labels):
        return losses.smooth_l1_loss(logits, labels, self.beta, self.reduction)


class NLLLoss(Loss):
    """Minus the log probability of the class of each sample, and the sum of the weights."""

    def __init__(self, reduction="mean", ignore_index=-100):
        super().__init__(reduction)
        self.ignore_index = ignore_index

    def construct(self, logits, labels, weight):
        loss = losses.nll_loss(logits, labels, weight, self.ignore_index, self.reduction)
        return loss, np.sum(weight[labels])


class SparseSoftmaxCrossEntropyWithLogits(Primitive):
    """The mean cross entropy of softmax(logits) and class numbers."""

    def construct(self, logits, labels):
        return np.mean(losses.sparse_softmax_cross_entropy_with_logits(logits, labels))


SoftmaxCrossEntropyWithLogits = plain(
    "SoftmaxCrossEntropyWithLogits", losses.softmax_cross_entropy_and_slope
)


# ------------------------------------------------------------------ state


class Assign(Plain):
    """Writes into a Parameter."""

    function = staticmethod(state.assign)
    eager = staticmethod(stateful(state.assign))


class AssignAdd(Plain):
    """Adds to a Parameter."""

    function = staticmethod(state.assign_add)
    eager = staticmethod(stateful(state.assign_add))


class AssignSub(Plain):
    """Subtracts from a Parameter."""

    function = staticmethod(state.assign_sub)
    eager = staticmethod(stateful(state.assign_sub))


class Print(Plain):
    """Prints its arguments."""

    function = eager = staticmethod(print)


class Depend(Plain):
    """The first argument; the second has been computed by then anyway."""

    function = eager = staticmethod(state.first)
