"""Figures run on both databases."""

from tests.databases import database_url, engine, nowhere, store

__all__ = ["database_url", "engine", "nowhere", "store"]
