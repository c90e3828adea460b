"""The application around the conversation: everything that waits."""
