"""The web chat: pages that work without script, and are live with it."""
