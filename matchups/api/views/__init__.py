"""Views of the matchups API."""
