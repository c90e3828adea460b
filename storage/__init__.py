"""What must survive: conversations, messages, requests, documents."""
