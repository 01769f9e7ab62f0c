"""Articles, vectors and generations for tests of several hosts."""

from __future__ import annotations

import numpy as np

from index.settings import IndexSettings
from index.shared import open_shared

RAIN = "It rained in Quetta on Monday. The river in Quetta rose by two metres."
SNOW = "Snow closed the road to Skardu on Friday. Lorries waited there for three days."
WORDS = np.random.default_rng(7).normal(size=(40, 8)).astype(np.float32)
VECTORS = WORDS / np.linalg.norm(WORDS, axis=1, keepdims=True)
KEYS = [f"key{number:02}" for number in range(len(VECTORS))]


def shared_ids(settings: IndexSettings) -> set[str]:
    """The generations that the database holds."""
    shared = open_shared(settings)
    assert shared
    return set(shared.ids())
