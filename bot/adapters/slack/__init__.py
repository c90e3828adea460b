"""Slack: direct messages, threads that began with a mention, `/needs`, and a small Home; see docs/slack.md."""
