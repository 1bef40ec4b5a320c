"""Bringing a history along: uploading, reading, matching, applying, undoing."""
