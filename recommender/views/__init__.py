"""Pages of the recommender, and the parts of other pages that it draws."""
