"""Pages, page fragments and form actions of the ratings."""
