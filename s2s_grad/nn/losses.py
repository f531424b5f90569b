"""Losses as Cells."""

from __future__ import annotations

import numpy as np

from s2s_grad import ops
from s2s_grad.functional.losses import reduced
from s2s_grad.nn.cell import Cell

REDUCTIONS = ("mean", "sum", "none")


class LossBase(Cell):
    """A loss with a reduction: the mean, the sum, or the losses as they are."""

    def __init__(self, reduction="mean"):
        super().__init__()
        if reduction is None:
            reduction = "none"
        if reduction not in self.reductions:
            raise ValueError(
                f"For '{type(self).__name__}', the 'reduction' must be one of {self.reductions},"
                f" but got {reduction!r}."
            )
        self.reduction = reduction

    reductions = REDUCTIONS

    def get_loss(self, x, weights=1.0):
        """Losses with weights, reduced."""
        return reduced(x * weights, self.reduction)


class L1Loss(LossBase):
    """abs(logits - labels)."""

    def construct(self, logits, labels):
        return reduced(np.abs(logits - labels), self.reduction)


class MAELoss(L1Loss):
    """abs(logits - labels)."""


class MSELoss(LossBase):
    """(logits - labels) ** 2."""

    def construct(self, logits, labels):
        return reduced((logits - labels) ** 2, self.reduction)


class RMSELoss(LossBase):
    """The root of the mean of (logits - labels) ** 2."""

    def __init__(self):
        super().__init__()

    def construct(self, logits, labels):
        return np.sqrt(np.mean((logits - labels) ** 2))


class SmoothL1Loss(LossBase):
    """Quadratic near the target, linear from a distance of `beta` on."""

    def __init__(self, beta=1.0, reduction="none"):
        super().__init__(reduction)
        self.beta = beta

    def construct(self, logits, labels):
        return ops.smooth_l1_loss(logits, labels, self.beta, self.reduction)


class HuberLoss(LossBase):
    """Quadratic near the target, linear from a distance of `delta` on."""

    def __init__(self, reduction="mean", delta=1.0):
        super().__init__(reduction)
        self.delta = delta

    def construct(self, logits, labels):
        return ops.huber_loss(logits, labels, self.reduction, self.delta)


class BCELoss(LossBase):
    """The cross entropy of probabilities and labels of two classes."""

    def __init__(self, weight=None, reduction="mean"):
        super().__init__(reduction)
        self.weight = weight

    def construct(self, logits, labels):
        return ops.binary_cross_entropy(logits, labels, self.weight, self.reduction)


class BCEWithLogitsLoss(LossBase):
    """The cross entropy of sigmoid(logits) and labels of two classes."""

    def __init__(self, reduction="mean", weight=None, pos_weight=None):
        super().__init__(reduction)
        self.weight, self.pos_weight = weight, pos_weight

    def construct(self, logits, labels):
        return ops.binary_cross_entropy_with_logits(
            logits, labels, self.weight, self.pos_weight, self.reduction
        )


class CrossEntropyLoss(LossBase):
    """The cross entropy of softmax(logits) and class numbers or class probabilities."""

    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__(reduction)
        self.weight, self.ignore_index = weight, ignore_index
        self.label_smoothing, self.smooths = label_smoothing, label_smoothing > 0

    def construct(self, logits, labels):
        if self.smooths:
            return ops.cross_entropy(
                *(logits, labels, self.weight, self.ignore_index, self.reduction),
                self.label_smoothing,
            )
        return ops.cross_entropy(logits, labels, self.weight, self.ignore_index, self.reduction)


class NLLLoss(LossBase):
    """Minus the log probability of the class of each sample."""

    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__(reduction)
        self.weight, self.ignore_index = weight, ignore_index

    def construct(self, logits, labels):
        return ops.nll_loss(logits, labels, self.weight, self.ignore_index, self.reduction)


class SoftmaxCrossEntropyWithLogits(LossBase):
    """The cross entropy of softmax(logits) and rows of probabilities, or class numbers."""

    def __init__(self, sparse=False, reduction="none"):
        super().__init__(reduction)
        self.sparse = sparse

    def construct(self, logits, labels):
        if self.sparse:
            loss = ops.sparse_softmax_cross_entropy_with_logits(logits, labels)
        else:
            loss = ops.softmax_cross_entropy_with_logits(logits, labels)
        return reduced(loss, self.reduction)


class KLDivLoss(LossBase):
    """The divergence of probabilities from log probabilities."""

    reductions = (*REDUCTIONS, "batchmean")

    def construct(self, logits, labels):
        return ops.kl_div(logits, labels, self.reduction)


class CosineEmbeddingLoss(LossBase):
    """1 - cos of alike pairs, and cos over the margin of unlike pairs."""

    def __init__(self, margin=0.0, reduction="mean"):
        super().__init__(reduction)
        self.margin = margin

    def construct(self, logits_x1, logits_x2, labels):
        return ops.cosine_embedding_loss(logits_x1, logits_x2, labels, self.margin, self.reduction)


class MarginRankingLoss(LossBase):
    """How far the first is from being larger (label 1) or smaller (label -1)."""

    def __init__(self, margin=0.0, reduction="mean"):
        super().__init__(reduction)
        self.margin = margin

    def construct(self, input1, input2, target):
        return ops.margin_ranking_loss(input1, input2, target, self.margin, self.reduction)


class HingeEmbeddingLoss(LossBase):
    """The distance of alike pairs, and what unlike pairs lack of the margin."""

    def __init__(self, margin=1.0, reduction="mean"):
        super().__init__(reduction)
        self.margin = margin

    def construct(self, logits, labels):
        return ops.hinge_embedding_loss(logits, labels, self.margin, self.reduction)


class TripletMarginLoss(LossBase):
    """How far the positive is from being nearer to the anchor than the negative."""

    def __init__(self, p=2, swap=False, eps=1e-06, reduction="mean", margin=1.0):
        super().__init__(reduction)
        self.p, self.swap, self.eps, self.margin = p, swap, eps, margin

    def construct(self, x, positive, negative, margin=None):
        margin = self.margin if margin is None else margin
        return ops.triplet_margin_loss(
            *(x, positive, negative, margin, self.p, self.eps, self.swap, self.reduction)
        )


class GaussianNLLLoss(LossBase):
    """Minus the log likelihood of a normal distribution."""

    def __init__(self, *, full=False, eps=1e-6, reduction="mean"):
        super().__init__(reduction)
        self.full, self.eps = full, eps

    def construct(self, logits, labels, var):
        return ops.gaussian_nll_loss(logits, labels, var, self.full, self.eps, self.reduction)


class PoissonNLLLoss(LossBase):
    """Minus the log likelihood of a Poisson distribution."""

    def __init__(self, log_input=True, full=False, eps=1e-08, reduction="mean"):
        super().__init__(reduction)
        self.log_input, self.eps = log_input, eps

    def construct(self, input, target):
        return ops.poisson_nll_loss(input, target, self.log_input, self.eps, self.reduction)


class SoftMarginLoss(LossBase):
    """log(1 + exp(-labels * logits))."""

    def construct(self, logits, labels):
        return ops.soft_margin_loss(logits, labels, self.reduction)


class MultiLabelSoftMarginLoss(LossBase):
    """The mean over the classes of the cross entropy of each label."""

    def __init__(self, weight=None, reduction="mean"):
        super().__init__(reduction)
        self.weight = weight

    def construct(self, x, target):
        return ops.multilabel_soft_margin_loss(x, target, self.weight, self.reduction)


class DiceLoss(LossBase):
    """1 - twice the overlap over the sizes."""

    def __init__(self, smooth=1e-5):
        super().__init__()
        self.smooth = smooth

    def construct(self, logits, label):
        return ops.dice_loss(logits, label, self.smooth)


class FocalLoss(LossBase):
    """Cross entropy that cares less for samples which are right already."""

    def __init__(self, weight=None, gamma=2.0, reduction="mean"):
        super().__init__(reduction)
        if weight is not None:
            raise ValueError("For 'FocalLoss', a 'weight' is not supported.")
        self.gamma = gamma

    def construct(self, logits, labels):
        return ops.focal_loss(logits, labels, self.gamma, self.reduction)


class MultiMarginLoss(LossBase):
    """How far other classes come within a margin of the right one."""

    def __init__(self, p=1, margin=1.0, reduction="mean", weight=None):
        super().__init__(reduction)
        self.p, self.margin, self.weight = p, margin, weight

    def construct(self, x, target):
        return ops.multi_margin_loss(x, target, self.p, self.margin, self.weight, self.reduction)
