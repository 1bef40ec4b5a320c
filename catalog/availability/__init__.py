"""Where titles can be watched: platforms under their many names, offers by country."""
