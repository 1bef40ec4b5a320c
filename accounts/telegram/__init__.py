"""Telegram: asking the Bot API, saying something once, and members' news by their own chats."""
