"""YouTube Data API v3: trailers, and whole films that official channels show for nothing."""
