"""VICReg: the batch that is left when one of the three terms is missing."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, FAINT, LINE, QUIET, new_figure

PAGE = "2021-06/vicreg"
TITLE = "VICReg with all its terms, and with one of them missing"
DESCRIPTION = (
    "Two features of 30 images after training, the two views of an image joined by a line. With all three terms the images "
    "spread in both directions and views agree. Without variance all fall into one point. Without covariance they lie on a "
    "line. Without invariance the two views of an image are far apart."
)


# --8<-- [start:compute]
def compute(seed: int = 0, n: int = 30, steps: int = 1000) -> dict:
    """Return tables A and B, trained with all terms or one less."""
    rng = np.random.RandomState(seed)
    x = rng.randn(n, 6)  # six numbers are what an image is
    noise = np.array([0.15, 0.2, 0.3, 0.5, 1.0, 1.0])
    X_A = x + noise * rng.randn(n, 6)  # two views of each image
    X_B = x + noise * rng.randn(n, 6)
    W_0 = 0.3 * rng.randn(6, 2)

    def invariance(A, B):  # gradient of s, eq. 5: squared distance
        return 2 * (A - B) / n

    def variance(Z):  # of v, eq. 1: mean of max(0, 1 − √(Var + ε))
        Z = Z - Z.mean(axis=0)
        std = np.sqrt(Z.var(axis=0, ddof=1) + 1e-4)
        return -np.where(std < 1, Z / std, 0) / (n - 1) / Z.shape[1]

    def covariance(Z):  # of c, eq. 4: sum of C_ij² with i ≠ j, / d
        Z = Z - Z.mean(axis=0)
        C = Z.T @ Z / (n - 1)
        C -= np.diag(np.diag(C))
        return 4 * Z @ C / (n - 1) / Z.shape[1]

    def train(lam, mu, nu):  # λ, μ, ν of eq. 6
        W = W_0.copy()  # one linear network for both views
        for t in range(steps):
            A, B = X_A @ W, X_B @ W
            s = lam * invariance(A, B)
            G_A = s + mu * variance(A) + nu * covariance(A)
            G_B = -s + mu * variance(B) + nu * covariance(B)
            W -= 0.005 * (1 - t / steps) * (X_A.T @ G_A + X_B.T @ G_B)
        return X_A @ W, X_B @ W

    return {
        "all three terms": train(25, 25, 1),
        "without variance": train(25, 0, 1),
        "without covariance": train(25, 25, 0),
        "without invariance": train(0, 25, 1),
    }
# --8<-- [end:compute]


def draw(tables: dict[str, tuple[np.ndarray, np.ndarray]]) -> Figure:
    """Draw the images of each run by their two features, view joined to view."""
    figure = new_figure(height=330)
    panels = figure.subplots(2, 2)
    fates = ["all three terms", "no variance: a point", "no covariance: copies", "no invariance: views part"]
    for axes, (A, B), fate in zip(panels.flat, tables.values(), fates, strict=True):
        A, B = A - A.mean(axis=0), B - B.mean(axis=0)
        axes.plot(np.stack([A[:, 0], B[:, 0]]), np.stack([A[:, 1], B[:, 1]]), color=FAINT, linewidth=1)
        axes.plot(*A.T, "o", color=ACCENT, markersize=4)
        axes.plot(*B.T, "o", color=BLUE, markersize=4)
        axes.set_title(fate)
        axes.set_xlim(-3.4, 3.4)
        axes.set_ylim(-3.2, 3.2)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set_color(LINE)
    for axes in panels[:, 0]:
        axes.set_ylabel("feature 2", color=QUIET, size=11)
    for axes in panels[1]:
        axes.set_xlabel("feature 1", color=QUIET, size=11)
    return figure
