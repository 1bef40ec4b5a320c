"""Reads of the recommender."""

from recommender.selectors.reading import ShownAnalysis, ShownQuote, analysis_of, welcome_titles

__all__ = ["ShownAnalysis", "ShownQuote", "analysis_of", "welcome_titles"]
