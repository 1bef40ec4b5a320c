"""Reads about matchups."""
