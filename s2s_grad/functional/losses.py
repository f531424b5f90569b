"""How far predictions are from targets."""

import numpy as np

from s2s_grad.functional.activations import log_softmax
from s2s_grad.functional.reductions import cosine_similarity


def reduced(loss, reduction):
    """The mean, the sum, or the losses as they are."""
    if reduction == "mean":
        return np.mean(loss)
    if reduction == "sum":
        return np.sum(loss)
    return loss


def mse_loss(input, target, reduction="mean"):
    return reduced((input - target) ** 2, reduction)


def l1_loss(input, target, reduction="mean"):
    return reduced(np.abs(input - target), reduction)


def smooth_l1_loss(input, target, beta=1.0, reduction="none"):
    """Quadratic near the target, linear from a distance of `beta` on."""
    size = np.abs(input - target)
    loss = np.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta)
    return reduced(loss, reduction)


def huber_loss(input, target, reduction="mean", delta=1.0):
    """Quadratic near the target, linear from a distance of `delta` on."""
    size = np.abs(input - target)
    loss = np.where(size < delta, 0.5 * size**2, delta * (size - 0.5 * delta))
    return reduced(loss, reduction)


def binary_cross_entropy(logits, labels, weight=None, reduction="mean"):
    """The cross entropy of probabilities and labels of two classes."""
    yes = labels * np.log(np.maximum(logits, 1e-12))
    no = (1 - labels) * np.log(np.maximum(1 - logits, 1e-12))
    loss = -(yes + no)
    if weight is not None:
        loss = loss * weight
    return reduced(loss, reduction)


def binary_cross_entropy_with_logits(logits, label, weight=None, pos_weight=None, reduction="mean"):
    """The cross entropy of sigmoid(logits) and labels, without overflow."""
    miss = np.logaddexp(0, -logits)
    if pos_weight is not None:
        miss = miss * (1 + (pos_weight - 1) * label)
    loss = (1 - label) * logits + miss
    if weight is not None:
        loss = loss * weight
    return reduced(loss, reduction)


def cross_entropy(
    input, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0
):
    """The cross entropy of softmax(input) and class numbers or class probabilities."""
    axis = 1 if np.ndim(input) > 1 else 0
    log_shares = log_softmax(input, axis)
    if np.ndim(target) == np.ndim(input):
        return soft_loss(log_shares, target, weight, reduction, label_smoothing, axis)
    return nll_loss(log_shares, target, weight, ignore_index, reduction, label_smoothing)


def soft_loss(log_shares, target, weight, reduction, label_smoothing, axis):
    """The cross entropy of class probabilities; the mean is over the samples."""
    count = np.shape(log_shares)[axis]
    target = target * (1 - label_smoothing) + label_smoothing / count
    if weight is not None:
        target = target * by_class(weight, np.ndim(log_shares), axis)
    loss = -np.sum(target * log_shares, axis=axis)
    return reduced(loss, reduction)


def nll_loss(inputs, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    """Minus the log probability of the class of each sample; the mean is weighted."""
    axis = 1 if np.ndim(inputs) > 1 else 0
    kept = target != ignore_index
    label = np.where(kept, target, 0)
    share = kept.astype(inputs.dtype)
    if weight is not None:
        share = share * weight[label]
    picked = np.take_along_axis(inputs, np.expand_dims(label, axis), axis)
    loss = -np.squeeze(picked, axis) * share
    if reduction == "mean":
        loss = loss / np.sum(share)
    if reduction != "none":
        loss = np.sum(loss)
    if isinstance(label_smoothing, float) and label_smoothing > 0:
        smooth = smoothed(inputs, kept, weight, axis, reduction, share)
        loss = (1 - label_smoothing) * loss + label_smoothing / np.shape(inputs)[axis] * smooth
    return loss


def smoothed(inputs, kept, weight, axis, reduction, share):
    """The loss of samples that belong to every class alike."""
    if weight is not None:
        inputs = inputs * by_class(weight, np.ndim(inputs), axis)
    loss = -np.sum(inputs, axis=axis) * kept
    if reduction == "mean":
        return np.sum(loss) / np.sum(share)
    if reduction == "sum":
        return np.sum(loss)
    return loss


def by_class(weight, rank, axis):
    """A weight for each class, laid along the axis of the classes."""
    return np.reshape(weight, (-1,) + (1,) * (rank - axis - 1))


def softmax_cross_entropy_with_logits(logits, labels):
    """The cross entropy of softmax(logits) and rows of probabilities, one for each row."""
    return -np.sum(labels * log_softmax(logits, -1), axis=-1)


def sparse_softmax_cross_entropy_with_logits(logits, labels):
    """The cross entropy of softmax(logits) and class numbers, one for each row."""
    log_shares = log_softmax(logits, -1)
    return -np.squeeze(np.take_along_axis(log_shares, np.expand_dims(labels, -1), -1), -1)


def kl_div(logits, labels, reduction="mean"):
    """The divergence of probabilities from log probabilities."""
    held = labels > 0
    loss = np.where(held, labels * (np.log(np.where(held, labels, 1)) - logits), 0)
    if reduction == "batchmean":
        return np.sum(loss) / np.shape(logits)[0]
    return reduced(loss, reduction)


def hinge_embedding_loss(inputs, targets, margin=1.0, reduction="mean"):
    """The distance of alike pairs, and what unlike pairs lack of the margin."""
    loss = np.where(targets > 0, inputs, np.maximum(margin - inputs, 0))
    return reduced(loss, reduction)


def margin_ranking_loss(input1, input2, target, margin=0.0, reduction="mean"):
    """How far the first is from being larger (target 1) or smaller (target -1)."""
    return reduced(np.maximum(-target * (input1 - input2) + margin, 0), reduction)


def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction="mean"):
    """1 - cos of alike pairs, and cos over the margin of unlike pairs."""
    cosine = cosine_similarity(input1, input2, -1, 1e-12)
    loss = np.where(target > 0, 1 - cosine, np.maximum(cosine - margin, 0))
    return reduced(loss, reduction)


def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, reduction="mean"
):
    """How far the positive is from being nearer to the anchor than the negative."""
    near = distance(anchor, positive, p, eps)
    far = distance(anchor, negative, p, eps)
    if swap:
        far = np.minimum(far, distance(positive, negative, p, eps))
    return reduced(np.maximum(near - far + margin, 0), reduction)


def distance(x, y, p, eps):
    return np.sum(np.abs(x - y + eps) ** p, axis=-1) ** (1 / p)


def gaussian_nll_loss(x, target, var, full=False, eps=1e-6, reduction="mean"):
    """Minus the log likelihood of a normal distribution."""
    spread = np.maximum(var, eps)
    loss = 0.5 * (np.log(spread) + (x - target) ** 2 / spread)
    if full:
        loss = loss + 0.9189385332046727
    return reduced(loss, reduction)


def poisson_nll_loss(x, target, log_input=True, eps=1e-8, reduction="mean"):
    """Minus the log likelihood of a Poisson distribution, without the constant."""
    if log_input:
        return reduced(np.exp(x) - target * x, reduction)
    return reduced(x - target * np.log(x + eps), reduction)


def soft_margin_loss(input, target, reduction="mean"):
    return reduced(np.logaddexp(0, -target * input), reduction)


def multilabel_soft_margin_loss(input, target, weight=None, reduction="mean"):
    """The mean over the classes of the cross entropy of each label."""
    yes, no = np.logaddexp(0, -input), np.logaddexp(0, input)
    loss = target * yes + (1 - target) * no
    if weight is not None:
        loss = loss * weight
    return reduced(np.mean(loss, axis=-1), reduction)


def dice_loss(logits, label, smooth=1e-5):
    """1 - twice the overlap over the sizes."""
    overlap = np.sum(logits * label)
    return 1 - (2 * overlap + smooth) / (np.sum(logits * logits) + np.sum(label * label) + smooth)


def l2_loss(input_x):
    return np.sum(input_x**2) / 2


def sigmoid_cross_entropy_with_logits(logits, label):
    return (1 - label) * logits + np.logaddexp(0, -logits)


def softmax_cross_entropy_and_slope(logits, labels):
    """The cross entropy of each row, and its slope."""
    log_shares = log_softmax(logits, -1)
    return -np.sum(labels * log_shares, axis=-1), np.exp(log_shares) - labels


def focal_loss(logits, labels, gamma=2.0, reduction="mean"):
    """Cross entropy that cares less for samples which are right already."""
    log_shares = log_softmax(logits, 1)
    picked = np.squeeze(np.take_along_axis(log_shares, np.expand_dims(labels, 1), 1), 1)
    return reduced(-((1 - np.exp(picked)) ** gamma) * picked, reduction)


def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, reduction="mean"):
    """How far other classes come within a margin of the right one."""
    classes = np.expand_dims(target, 1)
    short = np.maximum(margin - np.take_along_axis(input, classes, 1) + input, 0) ** p
    if weight is not None:
        short = short * np.expand_dims(weight[target], 1)
    others = np.arange(np.shape(input)[1]) != classes
    return reduced(np.sum(short * others, axis=1) / np.shape(input)[1], reduction)
