"""Features of members: one definition each, computed ahead of time for everybody and on the spot for whoever asks."""
