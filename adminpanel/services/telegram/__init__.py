"""The bot: what it hears, what it answers, and what it posts to the channel."""
