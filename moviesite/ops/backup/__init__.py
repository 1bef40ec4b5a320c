"""Copies of everything that cannot be made anew: the database, what members uploaded, and the models."""
