"""Estimators of tau squared, the variance between studies, for one data set or many of the same size at once.

Model: y_i = x_i'b + u_i + e_i, Var(u_i) = tau2, Var(e_i) = v_i known. All functions take y and v of shape
(s, k): s data sets of k studies, and one design x (k, p). W = diag(1/(v+tau2)), P = W - WX(X'WX)^-1X'W.
Sources: Viechtbauer (2005, JEBS 30:261), DerSimonian and Laird (1986), Paule and Mandel (1982), Sidik and
Jonkman (2005), Hedges and Olkin (1985).
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from trellis.stats.inputs import FloatArray
from trellis.stats.results import StatsError

Estimator = Literal["REML", "ML", "DL", "PM", "EB", "HE", "SJ", "EE"]

_GRID = 24  # points of the scan for second maxima
_CHUNK = 4_000_000  # numbers held at once during the scan
_NEWTON = 80


@dataclass(frozen=True, slots=True)
class Weighted:
    """Weighted least squares at given tau2 for every data set.

    weight (s, k); beta (s, p); inverse (s, p, p) is (X'WX)^-1; residual (s, k) is P y; q (s,) is y'Py.
    """

    weight: FloatArray
    beta: FloatArray
    inverse: FloatArray
    residual: FloatArray
    q: FloatArray


def weighted(y: FloatArray, v: FloatArray, x: FloatArray, tau2: FloatArray) -> Weighted:
    """Fit every data set with weights 1/(v + tau2); tau2 has shape (s,)."""
    w = 1.0 / (v + tau2[:, None])
    if _is_mean(x):  # sums instead of matrices
        inverse: FloatArray = 1.0 / np.einsum("sk->s", w)
        beta: FloatArray = np.einsum("sk,sk->s", w, y) * inverse
        raw = y - beta[:, None]
        residual = w * raw
        return Weighted(
            w, beta[:, None], inverse[:, None, None], residual, np.einsum("sk,sk->s", residual, raw)
        )
    inverse3: FloatArray = np.asarray(np.linalg.inv(_gram(w, x)), dtype=np.float64)
    betas = np.einsum("spq,sq->sp", inverse3, (w * y) @ x)
    raw = y - betas @ x.T
    residual = w * raw
    return Weighted(w, betas, inverse3, residual, np.einsum("sk,sk->s", residual, raw))


def _is_mean(x: FloatArray) -> bool:
    return x.shape[1] == 1 and bool((x == 1.0).all())


def _gram(w: FloatArray, x: FloatArray) -> FloatArray:
    """X'WX for every data set: (s, k), (k, p) -> (s, p, p)."""
    k, p = x.shape
    products = np.einsum("kp,kq->kpq", x, x).reshape(k, p * p)
    return np.asarray(w @ products).reshape(-1, p, p)


@dataclass(frozen=True, slots=True)
class _Slopes:
    """Score and its derivative (both times two) of the restricted or full likelihood at tau2."""

    score: FloatArray
    derivative: FloatArray
    information: FloatArray


def _slopes(y: FloatArray, v: FloatArray, x: FloatArray, tau2: FloatArray, restricted: bool) -> _Slopes:
    fit = weighted(y, v, x, tau2)
    w, r = fit.weight, fit.residual
    pull = np.einsum("sk,sk->s", r, r)
    wr = w * r
    if _is_mean(x):
        part = fit.inverse[:, 0, 0]
        first, second = np.einsum("sk->s", w), np.einsum("sk,sk->s", w, w)
        # y'PPPy = r'Pr
        bend = np.einsum("sk,sk->s", r, wr) - part * np.einsum("sk->s", wr) ** 2
        if not restricted:
            return _Slopes(pull - first, second - 2.0 * bend, second)
        third = np.einsum("sk,sk,sk->s", w, w, w)
        square = second - 2.0 * part * third + (part * second) ** 2
        return _Slopes(pull - first + part * second, square - 2.0 * bend, square)
    bend = np.einsum("sk,sk->s", r, wr) - np.einsum("sp,spq,sq->s", wr @ x, fit.inverse, wr @ x)
    trace, square = w.sum(axis=1), np.einsum("sk,sk->s", w, w)
    if restricted:
        moved = fit.inverse @ _gram(w * w, x)
        cubes = np.einsum("spq,sqp->s", fit.inverse, _gram(w * w * w, x))
        trace = trace - np.einsum("spp->s", moved)
        square = square - 2.0 * cubes + np.einsum("spq,sqp->s", moved, moved)
    return _Slopes(pull - trace, square - 2.0 * bend, square)


def log_likelihood(
    y: FloatArray, v: FloatArray, x: FloatArray, tau2: FloatArray, restricted: bool
) -> FloatArray:
    """Restricted (or full) log likelihood (s,), constants as in metafor."""
    fit = weighted(y, v, x, tau2)
    k, p = x.shape
    value = 0.5 * (np.log(fit.weight).sum(axis=1) - fit.q)
    if not restricted:
        return np.asarray(value - 0.5 * k * np.log(2.0 * np.pi))
    _, design = np.linalg.slogdet(x.T @ x)
    _, spread = np.linalg.slogdet(fit.inverse)
    return np.asarray(value + 0.5 * (spread + design) - 0.5 * (k - p) * np.log(2.0 * np.pi))


def likelihood_tau2(y: FloatArray, v: FloatArray, x: FloatArray, restricted: bool = True) -> FloatArray:
    """The tau2 >= 0 (s,) of highest likelihood; a grid finds every local maximum first."""
    s, k = y.shape
    out = np.empty(s)
    rows = max(1, _CHUNK // (k * _GRID))
    for start in range(0, s, rows):
        part = slice(start, start + rows)
        out[part] = _likelihood_part(y[part], v[part], x, restricted)
    return out


def _likelihood_part(y: FloatArray, v: FloatArray, x: FloatArray, restricted: bool) -> FloatArray:
    s, k = y.shape
    spare = max(1, k - x.shape[1])
    rss = weighted(y, np.ones_like(v), x, np.zeros(s)).q / spare
    # beyond this the score is negative: y'PPy <= RSS/tau2^2 and tr(P) >= (k-p)/(max v + tau2)
    upper = 1.01 * (rss + np.sqrt(rss * rss + 4.0 * rss * v.max(axis=1))) / 2.0 + 1e-12 * v.min(axis=1)
    least = v.min(axis=1)
    grid = least[:, None] * np.expm1(np.linspace(0.0, 1.0, _GRID) * np.log1p(upper / least)[:, None])
    many = _slopes(
        np.repeat(y, _GRID, axis=0), np.repeat(v, _GRID, axis=0), x, grid.reshape(-1), restricted
    ).score.reshape(s, _GRID)
    rising = many > 0.0
    peak_set, peak_at = np.nonzero(rising[:, :-1] & ~rising[:, 1:])
    best = np.zeros(s)
    if not len(peak_set):
        return best
    low, high = grid[peak_set, peak_at], grid[peak_set, peak_at + 1]
    roots = _refined(y[peak_set], v[peak_set], x, low, high, restricted)
    single = ~rising[:, 0] | (np.bincount(peak_set, minlength=s) > 1)
    settled = ~single[peak_set]
    best[peak_set[settled]] = roots[settled]
    for index in np.nonzero(single & (np.bincount(peak_set, minlength=s) > 0))[0]:
        # several maxima (or one at zero and one inside): keep the higher
        mine = np.concatenate([[0.0], roots[peak_set == index]])
        copies = np.ones((len(mine), 1))
        heights = log_likelihood(copies * y[index], copies * v[index], x, mine, restricted)
        best[index] = mine[int(np.argmax(heights))]
    return best


def _refined(
    y: FloatArray, v: FloatArray, x: FloatArray, low: FloatArray, high: FloatArray, restricted: bool
) -> FloatArray:
    """Newton steps kept inside the bracket (score > 0 at low, <= 0 at high)."""
    low, high = low.copy(), high.copy()
    at = 0.5 * (low + high)
    for _ in range(_NEWTON):
        slopes = _slopes(y, v, x, at, restricted)
        up = slopes.score > 0.0
        low, high = np.where(up, at, low), np.where(up, high, at)
        safe = np.where(slopes.derivative < 0.0, slopes.derivative, -np.inf)
        step = at - slopes.score / safe
        inside = (step > low) & (step < high) & (slopes.derivative < 0.0)
        new = np.where(inside, step, 0.5 * (low + high))
        done = np.abs(new - at) <= 1e-11 * (new + v.min(axis=1))
        at = new
        if done.all():
            break
    return at


def profile_q(y: FloatArray, v: FloatArray, x: FloatArray, target: FloatArray | float) -> FloatArray:
    """The tau2 (s,) at which the weighted Q falls to the target; 0 where Q at 0 is already below it."""
    s = len(y)
    goal = np.broadcast_to(np.asarray(target, dtype=np.float64), (s,))
    zero = np.zeros(s)
    rss = weighted(y, np.ones_like(v), x, zero).q
    low, high = zero.copy(), rss / goal * 1.000001 + 1e-12 * v.min(axis=1)
    open_sets = weighted(y, v, x, zero).q > goal
    at = np.where(open_sets, 0.0, zero)
    for _ in range(_NEWTON):
        fit = weighted(y, v, x, at)
        above = fit.q > goal
        low, high = np.where(above, at, low), np.where(above, high, at)
        # Q is convex and falling in tau2 (slope -y'PPy): Newton from the left never overshoots
        slope = np.einsum("sk,sk->s", fit.residual, fit.residual)
        step = at + (fit.q - goal) / np.where(slope > 0.0, slope, np.inf)
        inside = (step > low) & (step < high)
        new = np.where(open_sets, np.where(inside, step, 0.5 * (low + high)), 0.0)
        done = np.abs(new - at) <= 1e-11 * (new + v.min(axis=1))
        at = new
        if done.all():
            break
    return np.where(open_sets, at, 0.0)


def estimate_tau2(y: FloatArray, v: FloatArray, x: FloatArray, method: Estimator) -> FloatArray:
    """tau2 (s,) by the named method, never below zero."""
    if method not in get_args(Estimator):
        raise StatsError(
            f"There is no estimator “{method}”.", reason="option", es=f"No hay un estimador «{method}»."
        )
    s, k = y.shape
    p = x.shape[1]
    if method == "EE":
        return np.zeros(s)
    if method == "REML":
        return likelihood_tau2(y, v, x)
    if method == "ML":
        return likelihood_tau2(y, v, x, restricted=False)
    if method in ("PM", "EB"):
        return profile_q(y, v, x, float(k - p))
    if method == "SJ":
        start = _start_sj(y)
        tiny = np.where(start > 0.0, start, 1.0)
        fit = weighted(y, v / tiny[:, None], x, np.ones(s))
        return np.where(start > 0.0, fit.q / (k - p), 0.0)
    fixed = np.ones_like(v) if method == "HE" else v
    fit = weighted(y, fixed, x, np.zeros(s))
    expected, slope = _moments(fit, x, v)
    return np.maximum(0.0, (fit.q - expected) / slope)


def _start_sj(y: FloatArray) -> FloatArray:
    return np.asarray(y.var(axis=1))


def _moments(fit: Weighted, x: FloatArray, v: FloatArray) -> tuple[FloatArray, FloatArray]:
    """tr(PV) and tr(P) for the weights of the fit: E[y'Py] = tr(PV) + tau2 tr(P)."""
    w = fit.weight
    trace = w.sum(axis=1) - np.einsum("spq,sqp->s", fit.inverse, _gram(w * w, x))
    loaded = (w * v).sum(axis=1) - np.einsum("spq,sqp->s", fit.inverse, _gram(w * w * v, x))
    return loaded, trace


def tau2_se(y: FloatArray, v: FloatArray, x: FloatArray, tau2: FloatArray, method: Estimator) -> FloatArray:
    """Standard error of tau2 (s,) in the form metafor reports; nan for equal effects."""
    s, k = y.shape
    p = x.shape[1]
    if method == "EE":
        return np.full(s, np.nan)
    if method in ("REML", "ML"):
        information = _slopes(y, v, x, tau2, method == "REML").information
        return np.asarray(np.sqrt(2.0 / np.maximum(information, 1e-300)))
    if method in ("PM", "EB"):
        total = weighted(y, v, x, tau2).weight.sum(axis=1)
        return np.asarray(k / (k - p) / total * np.sqrt(2.0 * (k - p)))
    if method == "SJ":
        start = _start_sj(y)
        flat = start <= 0.0
        fit = weighted(y, v, x, np.where(flat, 1.0, start))
        return np.where(flat, 0.0, start / (k - p) * np.sqrt(_spread_of_q(fit, x, v, tau2)))
    fixed = np.ones_like(v) if method == "HE" else v
    fit = weighted(y, fixed, x, np.zeros(s))
    _, slope = _moments(fit, x, v)
    return np.asarray(np.sqrt(_spread_of_q(fit, x, v, tau2)) / slope)


def _spread_of_q(fit: Weighted, x: FloatArray, v: FloatArray, tau2: FloatArray) -> FloatArray:
    """Var(y'Py) = 2 tr(P S P S), S = V + tau2 I, without forming P (k x k)."""
    sigma = v + tau2[:, None]
    w = fit.weight
    loaded = w * sigma
    first = _gram(w * loaded, x)
    return 2.0 * np.asarray(
        np.sum(loaded * loaded, axis=1)
        - 2.0 * np.einsum("spq,sqp->s", fit.inverse, _gram(w * loaded * loaded, x))
        + np.einsum("spq,sqr,srt,stp->s", fit.inverse, first, fit.inverse, first)
    )
