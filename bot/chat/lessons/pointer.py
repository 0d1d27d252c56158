"""The answer to whatever is said that nobody else wants: it points to what waits."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.chat.lessons.taps import Begin
from bot.chat.tap import button
from bot.core.richtext import RichText, join
from bot.core.typed import repeated
from bot.flows.lessons import Waiting
from bot.words import Words
from bot.words.typed import is_question, is_thanks


def pointer_screen(words: Words, waiting: Waiting, said: str) -> Message:
    """To anything that nobody else wants: a word to what was `said`, and the way to what waits, if anything does."""
    reply = _word_to(words, said)
    if waiting.open is not None:
        number = waiting.open.number
        told = words.text("**Day {day}** is open. Pick it up where you left it.", day=number)
        back = button(words.text("Back to Day {day}", day=number), Begin(number), style="primary")
        return Message(join(" ", [reply, told]), ((back,),))
    if not waiting.is_known:
        told = words.text("/start begins the course.")
    elif waiting.ready is not None:
        number = waiting.ready.number
        told = words.text("**Day {day}** is ready for you.", day=number)
        begin = button(words.text("Begin Day {day}", day=number), Begin(number), style="primary")
        return Message(join(" ", [reply, told]), ((begin,),))
    elif waiting.due:
        told = words.plural("/review asks {n} question again.", "/review asks {n} questions again.", waiting.due)
    elif waiting.coming is not None:
        told = words.text(
            "**Day {day}** is being written; /lessons has all there is so far.", day=waiting.coming.number
        )
    else:
        told = words.text("You have finished the course; /lessons has every day to read again.")
    return Message(join(" ", [reply, told]))


def _word_to(words: Words, said: str) -> RichText:
    """The answer to words that are none of ours: it promises nothing."""
    if said.startswith("/"):
        # Translators: {command} is what the learner wrote, such as /foo.
        return words.text("I know no {command}; /help lists what I know.", command=repeated(said.split(maxsplit=1)[0]))
    if is_thanks(said):
        return words.text("You’re welcome!")
    if is_question(said):
        return words.text("I can’t answer questions, but ChatGPT can: ask it just like that.")
    return words.text("I can’t chat.")
