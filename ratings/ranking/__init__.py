"""Ranking titles by duels: which two to compare next and where a title belongs. Knows no framework and no database."""
