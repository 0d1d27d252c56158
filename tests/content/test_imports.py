"""Days out of Markdown, GIFT and Moodle XML: what is carried over, what is told, and what rubbish gets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import CourseError, check, load_course
from bot.content.document import as_data, read_document
from bot.content.imports.draft import is_slug, slug_of
from bot.content.imports.html_text import escaped, markdown_of, plain_of
from bot.content.imports.reading import FORMATS, format_of, read_draft
from bot.content.markdown import render
from bot.core.course import Closing, Demo, Reading
from tests.support.pages import ROOT

Import = Callable[[str | bytes, str], list[str]]
"""Carry a file of this text and this format over into day 3; what of it is told as lost, without the path."""


@pytest.fixture
def day(tmp_path: Path) -> Path:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "course.yaml").write_text(
        "title: T\nlength: 3\ndays:\n  3: {title: Three}\n", encoding="utf-8"
    )
    return tmp_path / "course" / "day-03.yaml"


@pytest.fixture
def carry(tmp_path: Path, day: Path) -> Import:
    def carry_over(text: str | bytes, format_name: str) -> list[str]:
        file = tmp_path / "file"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        draft = read_draft(file, format_name)
        day.write_text(draft.as_yaml(3), encoding="utf-8")
        return [str(each).removeprefix(f"{file}:").replace("not carried over: ", "") for each in draft.lost]

    return carry_over


def steps(day: Path) -> list[Any]:
    """The steps of the day that was written, which has no problems."""
    lesson = load_course(day.parent).lesson(3)
    assert lesson
    return list(lesson.steps)


def problems(day: Path) -> list[str]:
    return [problem.message for problem in check(day)]


DAY_IN_MARKDOWN = """\
# Tides and Other Questions

Some words before any heading.

## A good start

Something with **bold**
- one
- two

### A smaller heading

> A quote that stands alone is a quote.

## A first conversation

> **You:** Explain tides
> in one sentence.

> **ChatGPT:** The moon pulls.
>
> - Twice a day.

> And now?

> Now too.

## Questions

1. What pulls the sea?
   - [ ] The wind
   - [x] The moon

   Why: Wind makes **waves**.
2. What bulges?
   - A) The sea
   - B) The shop

   Answer: A. The moon pulls it.

## One more

Which is a letter?

- [x] A
- [ ] Four

Why: Four is a number.

## Closing

That was a good start.
"""


def test_a_day_in_markdown_becomes_its_steps(carry: Import, day: Path) -> None:
    assert carry(DAY_IN_MARKDOWN, "markdown") == [
        "1:1: the title “Tides and Other Questions” – write it into `days` in course.yaml"
    ]
    intro, start, talk, sea, bulge, letter, end = steps(day)
    assert (type(intro), intro.id, intro.parts[0].text) == (Reading, "intro", "Some words before any heading.")
    assert start.parts[0].text == (
        "A good start\n\nSomething with bold\n• one\n• two\n\n"
        "A smaller heading\n\nA quote that stands alone is a quote."
    )
    assert (type(talk), talk.id, talk.title) == (Demo, "a-first-conversation", "A first conversation")
    assert [(turn.prompt, turn.replies[0].text) for turn in talk.exchanges] == [
        ("Explain tides in one sentence.", "The moon pulls.\n\n• Twice a day."),
        ("And now?", "Now too."),
    ]
    assert [(quiz.id, quiz.question.text, quiz.answer, quiz.why.text) for quiz in (sea, bulge, letter)] == [
        ("kc1", "What pulls the sea?", "B", "Wind makes waves."),
        ("kc2", "What bulges?", "A", "The moon pulls it."),
        ("kc3", "Which is a letter?", "A", "Four is a number."),
    ]
    assert [option.text for option in bulge.options] == ["The sea", "The shop"]
    assert (type(end), end.line.text) == (Closing, "That was a good start.")


def test_what_markdown_has_and_a_chat_has_not_is_kept_and_told_by_the_check(carry: Import, day: Path) -> None:
    assert carry("## A\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![pic](x.png)\n\n<b>x</b>\n\n***\n", "markdown") == []
    assert "![pic](x.png)" in day.read_text(encoding="utf-8")
    assert [message.partition(" cannot")[0] for message in problems(day)] == [
        "the day ends without a closing",
        "a table",
        "an image",
        "HTML",
        "HTML",
        "a rule",
    ]


def test_what_of_markdown_is_not_carried_over_is_told_line_by_line(carry: Import, day: Path) -> None:
    assert carry("---\nauthor: me\n---\n\n> You: One?\n\n> ChatGPT: Two.\n\n> You: Three?\n", "markdown") == [
        "1:1: 3 lines of metadata at the top",
        "5:1: “Three?” – a prompt without a reply",
    ]
    assert carry("> ChatGPT: Two.\n\n> You: Three?\n\n> Four.\n", "markdown") == [
        "1:1: “Two.” – a reply without a prompt before it"
    ]


def test_a_check_with_two_right_options_is_written_and_told(carry: Import, day: Path) -> None:
    told = carry("What?\n\n- [x] a\n- [x] b\n- [ ] c\n- [ ] d\n- [ ] e\n", "markdown")
    assert told == ["3:1: that A and B are right – one option of a check is"]
    assert {"the key `E` is unknown", "`answer` is missing", "`why` is missing"} <= set(problems(day))


def test_headings_alike_get_ids_of_their_own(carry: Import, day: Path) -> None:
    carry("## Ångström, naïve!\n\na\n\n## Ångström, naïve!\n\nb\n\n## 潮\n\nc\n\n## Closing\n\nd\n", "markdown")
    assert [step.id for step in steps(day)] == ["angstrom-naive", "angstrom-naive-2", "text", "closing"]


BANK = """\
// a comment
$CATEGORY: tides/basics

::kc1:: What pulls the sea? {
  ~The wind#It makes waves.
  =The moon
  ~%-25%Nobody
  ####Look up \\{at night\\}.
}

The moon is {~buried =bright ~far} in the sky.

// question: 12 [id:true-1]
::Is it so::[html]<p>The <b>sea</b> is salty.<img src="a.png"></p>{TRUE#No, it is.#Yes\\: salt.}

A *plain* description_with signs.

How high? {#3:1}

Match. {=a -> b =c -> d}

Who? {=Newton =Kepler}

Write. {}

Broken {=a ~b
"""


def test_a_question_bank_in_gift_becomes_checks(carry: Import, day: Path) -> None:
    told = carry(BANK, "gift")
    assert told == [
        "2:1: the category “tides/basics” – a day has none",
        "4:1: the -25 per cent of “Nobody” – an option is right or wrong",
        "14:1: <img> – light Markdown has no place for it; its words are kept",
        "18:1: the numerical question “How high? {#3:1}” – a check has options to choose from",
        "20:1: the matching question “Match. {=a -> b =c -> d}” – a check has options to choose from",
        "22:1: the short-answer question “Who? {=Newton =Kepler}” – a check has options to choose from",
        "24:1: the essay question “Write. {}” – a check has options to choose from",
        "26:1: “Broken {=a ~b” – its braces don’t come in one pair",
    ]
    assert problems(day) == ["`why` is missing", "the day ends without a closing"]
    text = day.read_text(encoding="utf-8").replace(
        "answer: B\n\n  - id: true-1", "answer: B\n    why: So.\n\n  - id: true-1"
    )
    day.write_text(text + "\n  - id: end\n    closing: Bye.\n", encoding="utf-8")
    moon, gap, salty, plain, _ = steps(day)
    assert (moon.id, moon.title, moon.answer) == ("kc1", "", "B")
    assert [option.text for option in moon.options] == ["The wind", "The moon", "Nobody"]
    assert moon.why.text == "Look up {at night}.\n\nA: It makes waves."
    assert gap.question.text == "The moon is … in the sky."
    assert (salty.id, salty.title, salty.question.text, salty.answer) == (
        "true-1",
        "Is it so",
        "The sea is salty.",
        "A",
    )
    assert salty.why.text == "A: Yes: salt.\n\nB: No, it is."
    assert plain.parts[0].text == "A *plain* description_with signs."


MOODLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/Tides</text></category></question>
  <question type="multichoice">
    <name><text>Sea &amp; moon</text></name>
    <questiontext format="html"><text><![CDATA[<p>What <strong>pulls</strong>?</p><ul><li>1 &lt; 2</li></ul>]]></text>
      <file name="moon.png" encoding="base64">AAAA</file></questiontext>
    <generalfeedback format="html"><text><![CDATA[<p>The <em>moon</em>.</p>]]></text></generalfeedback>
    <defaultgrade>1.0</defaultgrade><penalty>0.3</penalty><single>true</single><idnumber>sea-1</idnumber>
    <answer fraction="0" format="html"><text><![CDATA[<p>The <u>wind</u></p>]]></text>
      <feedback format="html"><text><![CDATA[<p>It makes waves.</p>]]></text></feedback></answer>
    <answer fraction="100" format="html"><text>The moon</text><feedback><text></text></feedback></answer>
    <hint format="html"><text>Look up</text></hint>
  </question>
  <question type="truefalse"><name><text>tf</text></name>
    <questiontext format="plain_text"><text>*So*?</text></questiontext>
    <generalfeedback format="markdown"><text>**Yes.**</text></generalfeedback>
    <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
  <question type="description"><name><text>Look</text></name>
    <questiontext><text>&lt;h3&gt;Up&lt;/h3&gt;There.</text></questiontext></question>
  <question type="essay"><name><text>An essay</text></name><questiontext><text>x</text></questiontext></question>
</quiz>
"""


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1"])
def test_a_question_bank_of_moodle_becomes_checks_in_whatever_encoding_it_says(
    carry: Import, day: Path, encoding: str
) -> None:
    content = MOODLE.replace("UTF-8", encoding).encode(encoding)
    assert carry(content, "moodle") == [
        "3:1: the category “$course$/Tides” – a day has none",
        "7:1: the file “moon.png”",
        "13:1: <hint>: Look up",
        "21:1: the essay question “An essay” – a check has options to choose from",
    ]
    assert problems(day) == ["the day ends without a closing"]
    day.write_text(day.read_text(encoding="utf-8") + "\n  - id: end\n    closing: Bye.\n", encoding="utf-8")
    sea, so, look, _ = steps(day)
    assert (sea.id, sea.title, sea.question.text, sea.answer) == ("sea-1", "Sea & moon", "What pulls?\n\n• 1 < 2", "B")
    assert [option.text for option in sea.options] == ["The wind", "The moon"]
    assert sea.why.text == "The moon.\n\nA: It makes waves."
    assert (so.id, so.question.text, so.why.text) == ("tf", "*So*?", "Yes.")
    assert [option.text for option in so.options] == ["True", "False"]
    assert look.parts[0].text == "Up\n\nThere."


EVIL = '<?xml version="1.0"?><!DOCTYPE quiz [{}]><quiz><question type="description"><name><text>a</text></name>' + (
    "<questiontext><text>&x;</text></questiontext></question></quiz>"
)
LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
RUBBISH: dict[str, tuple[str, bytes, str]] = {
    "nothing as Markdown": ("markdown", b"", "1:1: there is nothing in it that a day can have"),
    "nothing as GIFT": ("gift", b"\n\n", "1:1: there is nothing in it that a day can have"),
    "nothing as XML": ("moodle", b"", "1:1: broken XML: no element found"),
    "a picture as Markdown": ("markdown", b"\x89PNG\r\n\x1a\n", "1:1: the byte 0x89 is not UTF-8"),
    "zeros as GIFT": ("gift", b"a\n\x00\x00", "2:1: a sign of a binary file"),
    "zeros as XML": ("moodle", b"\x00\x00\x00", "1:1: broken XML"),
    "another encoding": ("markdown", "## Schön\n\nÜber".encode("latin-1"), "1:1: the byte 0xF6 is not UTF-8"),
    "UTF-16 as GIFT": ("gift", "What? {=a ~b}".encode("utf-16"), "1:1: the byte 0xFF is not UTF-8"),
    "ten megabytes": ("moodle", b"<quiz>" + b" " * 10_000_000, "1:1: the file has 9765 KB; 2048 are read"),
    "XML that breaks off": ("moodle", b"<quiz>\n<question>", "2:11: broken XML: no element found"),
    "XML in disorder": ("moodle", b"<quiz>\n <a></b></quiz>", "2:7: broken XML: mismatched tag"),
    "XML that is none of Moodle's": ("moodle", b"<html/>", "1:1: <html> is no question bank"),
    "XML that wants a file of this machine": (
        "moodle",
        EVIL.format('<!ENTITY x SYSTEM "file:///etc/passwd">').encode(),
        "1:1: a document type or entities of its own, which are not read",
    ),
    "XML that wants a page of the net": (
        "moodle",
        b'<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/a.dtd"><quiz/>',
        "1:1: a document type or entities of its own, which are not read",
    ),
    "XML that grows": (
        "moodle",
        EVIL.format(LAUGHS).encode(),
        "1:1: a document type or entities of its own, which are not read",
    ),
    "XML as deep as a well": ("moodle", b"<quiz>" * 100_000, "1:1: more than 50 elements in each other"),
    "a bank of nothing": ("moodle", b"<quiz></quiz>", "1:1: there is nothing in it that a day can have"),
}


@pytest.mark.parametrize(("format_name", "content", "told"), RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_refused_in_words(tmp_path: Path, format_name: str, content: bytes, told: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(CourseError) as refused:
        read_draft(file, format_name)
    assert str(refused.value.problems[-1]).startswith(f"{file}:{told}")


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path: Path) -> None:
    for path, told in ((tmp_path, "a folder"), (tmp_path / "none.md", "there is no such file")):
        with pytest.raises(CourseError, match=told):
            read_draft(path, "markdown")


PIECES = st.sampled_from(
    ["## A\n", "\n", "> You: a\n", "> b\n", "- [x] c\n", "- [ ] d\n", "- A) e\n", "1. f\n", "   - [x] g\n",
     "   - [ ] h\n", "Why: i\n", "Answer: A\n", "::j::", "{", "}", "=", "~", "#", "####", "\\", "%50%", "T", "[html]",
     "<p>k</p>", "<", "$CATEGORY: l\n", "// [id:m]\n", "```\n", "| n |\n|---|\n", "\t", "“o”\n", "🌊", ": ", " #"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(["markdown", "gift"]))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_read_stands_in_the_file_as_it_was_read(tmp_path: Path, text: str, format_name: str) -> None:
    file, day = tmp_path / "file", tmp_path / "day-03.yaml"
    file.write_text(text, encoding="utf-8")
    with suppress(CourseError):
        draft = read_draft(file, format_name)
        day.write_text(draft.as_yaml(3), encoding="utf-8")
        assert as_data(read_document(day).root) == {"day": 3, "steps": trimmed(draft.steps)}


def trimmed(value: Any) -> Any:
    """What is to be written, without white space at the ends of lines and of texts."""
    if isinstance(value, str):
        text = "\n".join(line.rstrip() for line in value.strip().split("\n"))
        return text + "\n" if "\n" in text or "\\" in text or len(text) > 80 else text
    if isinstance(value, list):
        return [trimmed(each) for each in value]
    return {key: trimmed(each) for key, each in value.items()}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cf"]), max_size=60))
def test_plain_text_is_shown_sign_by_sign(text: str) -> None:
    words = " ".join(text.split())
    assert "".join(part.text for part in render(escaped(words))) == words


def test_html_becomes_light_markdown() -> None:
    html = (
        "<h2>Title</h2><p>One&nbsp;<b>bold</b>,<br>a <a href='https://a.b'>link</a> and 2*3.</p>"
        "<ol><li>x</li><li><p>y</p></li></ol><pre>a\n  b</pre><script>alert(1)</script><video src='v'>z</video>"
    )
    assert markdown_of(html) == (
        "**Title**\n\nOne **bold**,\\\na [link](https://a.b) and 2\\*3.\n\n1. x\n2. y\n\n```\na\n  b\n```\n\nz",
        ["video"],
    )
    assert plain_of("<p>The <b>moon</b></p>") == ("The moon", ["b"])


def test_an_id_is_made_of_what_can_be_one() -> None:
    assert slug_of("Don’t stop: 2nd naïve try, and much more of it") == "dont-stop-2nd-naive-try"
    assert slug_of("x" * 40) == "x" * 24
    assert slug_of("潮の話") == ""
    assert is_slug("kc-1")
    assert not is_slug("Kc 1")


def test_the_name_of_a_file_tells_its_format() -> None:
    assert [format_of(Path(name)) for name in ("a.md", "A.GIFT", "b.txt", "c.xml", "d.docx")] == [
        "markdown",
        "gift",
        "gift",
        "moodle",
        None,
    ]
    assert set(FORMATS) == {"markdown", "gift", "moodle"}


def test_what_only_authors_need_is_not_imported_to_teach_a_course() -> None:
    code = (
        "import sys; from pathlib import Path; import bot.bootstrap, bot.cli, bot.content; "
        "bot.content.load_course(Path('lessons/chatgpt')); "
        "print(*{'genanki', 'syllapy', 'defusedxml'} & {*sys.modules})"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout == "\n"
