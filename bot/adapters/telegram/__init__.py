"""Telegram: private chats by long polling or webhook; python-telegram-bot makes the calls, the receiving is our own."""
