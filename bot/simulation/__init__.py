"""A month in a made-up town: people with habits talk to the real handlers on a virtual clock, and all is checked.

Nothing of it reaches a network. The handlers, the rules, the clock and the database are those that serve; only Telegram
(`telegram`) and the darkroom are pretended. Whoever is in the town knows what a person knows: the messages they were
sent and the buttons on them.
"""
