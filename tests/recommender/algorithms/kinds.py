"""Facts for generated ratings: every second title is of the other kind, and so is every second member."""

import numpy as np
from scipy.sparse import csr_matrix

from recommender.dataset import About, Interactions, TagKind, TitleFacts
from recommender.dataset.facts import code_number

TEXTS = ("a heist in the rain", "a wedding by the sea")
LANGUAGES = ("te", "hi")
REGIONS = ("IN", "US")


def two_kinds(data: Interactions) -> Interactions:
    """The data with language, genre, mood and text by the parity of the title, region by that of the member."""
    items = np.arange(data.n_items)
    kinds = items % 2
    tags = csr_matrix((np.ones(items.size, dtype=np.float32), (items, kinds)), shape=(items.size, 2))
    facts = TitleFacts(
        languages=np.array([code_number(LANGUAGES[kind]) for kind in kinds], dtype=np.int64),
        tags=tags,
        kinds=np.full(2, TagKind.GENRE, dtype=np.int64),
        moods=np.eye(2, dtype=np.float32)[kinds],
        texts=tuple(TEXTS[kind] for kind in kinds),
    )
    abouts = tuple(About.of(region=REGIONS[user % 2]) for user in range(data.n_users))
    return data.knowing(facts, abouts)
