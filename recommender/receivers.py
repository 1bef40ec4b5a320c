"""What the recommender does about news."""
