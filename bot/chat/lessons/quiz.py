"""A knowledge check as a message: in its lesson, in a review, in a preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.botapi.message import ButtonStyle, Keyboard, Message
from bot.chat.tap import Tap, button
from bot.core.course import Option, Quiz
from bot.core.richtext import RichText, bold, join
from bot.words import Words


def quiz_screen(
    words: Words,
    quiz: Quiz,
    header: RichText,
    choice: str | None,
    tap_on: Callable[[str], Tap],
    onward: Keyboard,
    order: Sequence[str] = (),
    *,
    first_counts: bool = True,
) -> Message:
    """A knowledge check. `tap_on` gives the tap on an option; once there is a `choice`, it is judged and leads
    `onward`, and where the first counts, the options are only looked at. They stand in an `order` of their own, if any,
    each under the letter of its place.
    """
    by_id = {option.id: option for option in quiz.options}
    shown = dict(zip(by_id, (by_id[each] for each in order or by_id), strict=True))
    is_over = first_counts and choice is not None
    letters = tuple(
        button(letter, tap_on(option.id), _style(quiz, option.id, choice), disabled=is_over)
        for letter, option in shown.items()
    )
    title = bold(quiz.title) if quiz.title else words.text("**Knowledge check**")
    text: list[RichText | str] = [header, title, "\n\n", quiz.question, "\n"]
    for letter, option in shown.items():
        text += ["\n", *_option_line(quiz, letter, option, choice)]
    if choice is None:
        return Message(join("", text), (letters,))
    verdict = words.text("**Right.**")
    if choice != quiz.answer:
        right = next(letter for letter, option in shown.items() if option.id == quiz.answer)
        verdict = words.text("**Not quite: the answer is {letter}.**", letter=right)
    # Who was wrong wants to know why, at once; who was right may unfold it.
    explained = quiz.why.styled("expandable_blockquote" if choice == quiz.answer else "blockquote")
    text += ["\n\n", verdict, "\n", explained]
    return Message(join("", text), (letters, *onward))


def _option_line(quiz: Quiz, letter: str, option: Option, choice: str | None) -> list[RichText | str]:
    if choice is not None and option.id == quiz.answer:
        return ["✅ ", bold(f"{letter}  {option.text}")]
    mark = "❌ " if option.id == choice else ""
    return [mark, bold(letter), f"  {option.text}"]


def _style(quiz: Quiz, option: str, choice: str | None) -> ButtonStyle | None:
    if choice is None:
        return None
    if option == quiz.answer:
        return "success"
    return "danger" if option == choice else None
