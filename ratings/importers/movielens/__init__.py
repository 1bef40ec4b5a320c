"""The data sets of MovieLens: `.csv` (latest, 25M, 32M) and `::` files (1M, 10M), in a folder or a ZIP."""

from ratings.importers.movielens.reader import BadLine, Dataset, RatingRow, TagRow, TitleRow, open_dataset
from ratings.importers.movielens.titles import MovieName, split_title

__all__ = [
    "BadLine",
    "Dataset",
    "MovieName",
    "RatingRow",
    "TagRow",
    "TitleRow",
    "open_dataset",
    "split_title",
]
