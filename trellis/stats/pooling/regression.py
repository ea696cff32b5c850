"""Why effects differ: meta-regression on study features, and Egger's test for small-study effects.

Sources: Knapp and Hartung (2003, Stat Med 22:2693); Raudenbush (2009) for R2; Egger et al. (1997),
Sterne and Egger (2005).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from trellis.stats.inputs import FloatArray, as_share, as_whole, same_length
from trellis.stats.pooling.heterogeneity import Estimator, estimate_tau2, weighted
from trellis.stats.pooling.inputs import columns_of, effects_and_variances
from trellis.stats.pooling.random_effects import IntervalTest, known_test, quantile
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Language,
    Note,
    StatsError,
    in_language,
    plain_number,
)

EGGER_MIN_STUDIES = 10
_STUDIES_PER_FEATURE = 10


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """Mixed-effects regression of effects on features: arrays (p,), the intercept first.

    r2 is the share of tau2 the features account for (0 where there was none); qe tests what is left,
    qm all features together (F with (m, k-p) df under Hartung-Knapp, else chi-squared over m).
    """

    estimate: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    p: FloatArray
    df: int | None
    tau2: float
    r2: float
    qe: float
    qe_p: float
    qm: float
    qm_p: float
    k: int
    level: float
    method: Estimator
    notes: tuple[Note, ...]

    def say(self, language: Language = "en") -> str:
        """Whether the features go together with the size of the effect."""
        share = round(100 * self.r2)
        if self.qm_p < 1 - self.level:
            return in_language(
                language,
                en=(
                    f"Across {self.k} studies the effects differ with the features looked at, which go with "
                    f"about {share} % of the differences; this does not show what causes them."
                ),
                es=(
                    f"En {self.k} estudios los efectos cambian con las características observadas, que "
                    f"acompañan cerca del {share} % de las diferencias; eso no muestra qué las causa."
                ),
            )
        return in_language(
            language,
            en=f"Across {self.k} studies we cannot tell that the effects differ with the features looked at.",
            es=f"Con {self.k} estudios no se puede decir que los efectos cambien con lo observado.",
        )


def meta_regression(
    effects: ArrayLike,
    variances: ArrayLike,
    features: ArrayLike,
    *,
    method: Estimator = "REML",
    test: IntervalTest = "hk-adhoc",
    level: float = DEFAULT_LEVEL,
) -> MetaRegression | CannotTell:
    """Regress effects (k,) on features (k,) or (k, m); an intercept is added. Needs k >= m + 3.

    Raises StatsError ``not_estimable`` where features depend on each other, and the reasons of the inputs.
    """
    y, v = effects_and_variances(effects, variances)
    as_share(level, name="level")
    known_test(test)
    z = columns_of(features, name="features")
    same_length(effects=y, features=z)
    k, m = z.shape
    if k < m + 3:
        return CannotTell(
            "too_few",
            f"{k} studies are too few to look for the influence of {m} feature(s).",
            f"{k} estudios son muy pocos para buscar la influencia de {m} característica(s).",
            k,
        )
    return _fitted(y, v, z, method, test, level)


def _standardised(z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The design (k, p) of standardised features, and the matrix back to coefficients in their own units."""
    k, m = z.shape
    centre, width = z.mean(axis=0), z.std(axis=0)
    if np.any(width <= 1e-12 * (1.0 + np.abs(centre))):
        raise _not_estimable()
    x = np.column_stack([np.ones(k), (z - centre) / width])
    if np.linalg.cond(x) > 1e9:
        raise _not_estimable()
    back = np.eye(m + 1)
    back[0, 1:] = -centre / width
    back[range(1, m + 1), range(1, m + 1)] = 1.0 / width
    return x, back


def _fitted(
    y: FloatArray, v: FloatArray, z: FloatArray, method: Estimator, test: IntervalTest, level: float
) -> MetaRegression:
    x, back = _standardised(z)
    k, p = x.shape
    m = p - 1
    tau2 = estimate_tau2(y[None], v[None], x, method)
    fit = weighted(y[None], v[None], x, tau2)
    scale = 1.0
    if test != "z":
        scale = float(fit.q[0]) / (k - p)
        scale = max(1.0, scale) if test == "hk-adhoc" else scale
    inverse = fit.inverse[0] * scale
    beta = back @ fit.beta[0]
    covariance = back @ inverse @ back.T
    se = np.sqrt(np.diagonal(covariance))
    df = None if test == "z" else k - p
    half = quantile(level, df) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(beta / se)
        slopes = fit.beta[0, 1:]
        qm = float(slopes @ np.linalg.pinv(inverse[1:, 1:]) @ slopes) / (m if df is not None else 1)
    plain = estimate_tau2(y[None], v[None], np.ones((k, 1)), method)
    r2 = max(0.0, 1.0 - float(tau2[0]) / float(plain[0])) if plain[0] > 0.0 else 0.0
    qe = float(weighted(y[None], v[None], x, np.zeros(1)).q[0])
    return MetaRegression(
        estimate=beta,
        se=se,
        low=beta - half,
        high=beta + half,
        p=2.0 * (special.ndtr(-t) if df is None else special.stdtr(df, -t)),
        df=df,
        tau2=float(tau2[0]),
        r2=r2,
        qe=qe,
        qe_p=float(special.chdtrc(k - p, qe)),
        qm=qm,
        qm_p=float(special.chdtrc(m, qm) if df is None else special.fdtrc(m, df, qm)),
        k=k,
        level=level,
        method=method,
        notes=(_few_per_feature(k, m),) if k < _STUDIES_PER_FEATURE * m else (),
    )


def _few_per_feature(k: int, m: int) -> Note:
    return Note(
        "few_per_feature",
        f"{k} studies for {m} feature(s): chance patterns are likely, treat this as a question.",
        f"{k} estudios para {m} característica(s): hay patrones casuales probables; tómelo como pregunta.",
    )


def _not_estimable() -> StatsError:
    return StatsError(
        "The features do not vary, or say the same thing, so their influence cannot be told apart.",
        reason="not_estimable",
        es="Las características no varían o dicen lo mismo; su influencia no se puede separar.",
    )


@dataclass(frozen=True, slots=True)
class Egger:
    """Egger's regression of effects on their standard errors: t of the slope, df, two-sided p."""

    slope: float
    t: float
    df: int
    p: float
    k: int
    method: str = "Egger"

    def say(self, language: Language = "en") -> str:
        """Whether small studies report other effects than large ones."""
        p = plain_number(self.p, 2)
        if self.p < 0.1:
            return in_language(
                language,
                en=(
                    f"Small studies report other effects than large ones (p = {p}); unwelcome results may "
                    "be missing, or small studies may differ."
                ),
                es=(
                    f"Los estudios pequeños dan otros efectos que los grandes (p = {p}); pueden faltar "
                    "resultados no deseados o ser distintos los estudios pequeños."
                ),
            )
        return in_language(
            language,
            en=f"No sign that small studies differ from large ones (p = {p}); that is no proof.",
            es=f"No hay señal de que los estudios pequeños difieran (p = {p}); eso no lo demuestra.",
        )


def egger_test(
    effects: ArrayLike, variances: ArrayLike, *, min_studies: int = EGGER_MIN_STUDIES
) -> Egger | CannotTell:
    """Test for small-study effects; refused below ``min_studies`` (10): it would find almost nothing."""
    y, v = effects_and_variances(effects, variances)
    k = len(y)
    min_studies = as_whole(min_studies, name="least number of studies", least=3)
    if k < min_studies:
        return CannotTell(
            "too_few",
            f"With {k} studies a missing-results check would find almost nothing; {min_studies} are needed.",
            f"Con {k} estudios esta comprobación casi nada detecta; hacen falta {min_studies}.",
            k,
        )
    se = np.sqrt(v)
    spread = float(np.ptp(se))
    x = np.column_stack([np.ones(k), (se - se.mean()) / spread]) if spread > 1e-9 * se.max() else None
    if x is None or float(np.ptp(y)) == 0.0:
        return CannotTell(
            "no_variation",
            "The studies are equally precise or equal, so small and large ones cannot be compared.",
            "Los estudios son igual de precisos o iguales; no se pueden comparar pequeños y grandes.",
            k,
        )
    fit = weighted(y[None], v[None], x, np.zeros(1))
    df = k - 2
    q = float(fit.q[0])
    if q <= 1e-20 * float(np.sum(y * y / v)):
        return CannotTell(
            "no_variation",
            "The effects lie exactly on a line, so chance cannot be judged.",
            "Los efectos están exactamente en una línea; no se puede juzgar el azar.",
            k,
        )
    slope = float(fit.beta[0, 1])
    t = slope / float(np.sqrt(q / df * fit.inverse[0, 1, 1]))
    return Egger(slope / spread, t, df, float(2.0 * special.stdtr(df, -abs(t))), k)
