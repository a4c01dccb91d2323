"""The story of the demo: a made-up town, the real bot process, and what its chats show."""
