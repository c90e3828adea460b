"""Migrations, oldest first, and the schema they end with."""
