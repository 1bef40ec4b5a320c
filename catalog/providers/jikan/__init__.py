"""Jikan v4, which reads MyAnimeList's public pages: anime."""
