"""A bare python-telegram-bot bot, with all its defaults: it answers the tap and edits the text, and keeps nothing."""

import os

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes


async def on_tap(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query
    await query.answer()
    await query.edit_message_text(f"Your answer: {query.data}. That is right: up to 60 seconds in one go, in full HD.")


def main() -> None:
    builder = Application.builder().token(os.environ["BOT_TOKEN"]).base_url(os.environ["TELEGRAM_API_URL"] + "/bot")
    application = builder.build()
    application.add_handler(CallbackQueryHandler(on_tap))
    application.run_polling()


if __name__ == "__main__":
    main()
