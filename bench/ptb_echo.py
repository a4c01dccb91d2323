"""The named peer: python-telegram-bot as its own examples set it up, answering a text with the same text."""

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(root: str, token: str) -> None:
    """Polls until SIGTERM."""
    app = ApplicationBuilder().token(token).base_url(f"{root}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
