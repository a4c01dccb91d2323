"""A made-up piece of a real city to try the bot on: cells, stations and pictures, all drawn by `bot.sample.make`."""
