"""What members and visitors do with top fours, and what follows from it."""
