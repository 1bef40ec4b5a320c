"""Domain events through a transactional outbox: written with the change they tell of, delivered at least once."""
