"""What `check --style` finds: each rule of a style.yaml, at its place, and nothing where there is no style."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content import CourseError, check, files_of, load_course, load_single_day, look_at, salvage
from bot.content.style.judging import Judgement, judge_style
from bot.content.style.measures import code_lines_in, readability_of, split_sentences, split_words
from bot.core.richtext import Entity, RichText
from tests.support.guide import EXAMPLES

CHATGPT = Path(__file__).parents[2] / "lessons" / "chatgpt"
COURSE = "title: T\nlength: 2\ndays:\n  1: {title: One, teaser: A first day.}\n"
DAY = """\
day: 1
steps:
  - id: intro
    text: |
      **It begins**

      Here is *simply* a
      text, and one more. It ends.
  - id: show
    demo: A talk
    turns:
      - you: What time is it?
        chatgpt: |
          Half past nine.

          ```
          a line that is quite long
          ```
  - id: q1
    quiz: What is not so?
    options:
      A: A long and winding answer
      B: Short
    answer: A
    why: |
      Because it is.
  - id: q2
    quiz: And now?
    options:
      A: This
      B: That
    answer: A
    why: |
      Because it is.
  - id: end
    closing: |
      That was simply all!
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "course.yaml").write_text(COURSE, encoding="utf-8")
    (tmp_path / "day-01.yaml").write_text(DAY, encoding="utf-8")
    return tmp_path


def judged(folder: Path, style: str) -> Judgement:
    (folder / "style.yaml").write_text(style, encoding="utf-8")
    judgement = judge_style(folder, load_course(folder))
    assert judgement
    return judgement


def found(folder: Path, style: str) -> list[str]:
    """What a style finds in the course above, without the folder."""
    return [str(finding).removeprefix(f"{folder}/") for finding in judged(folder, style).findings]


RULES = {
    "too few steps": (
        "counts:\n  steps: {min: 10}\n",
        ["day-01.yaml:2:1: error: 5 steps – at least 10 [counts.steps]"],
    ),
    "too many steps": (
        "counts:\n  steps: {max: 4, level: warn}\n",
        ["day-01.yaml:2:1: warn: 5 steps – at most 4 [counts.steps]"],
    ),
    "so many that it is an error": (
        "counts:\n  steps: {max: 3, hard_max: 4, level: warn}\n",
        ["day-01.yaml:2:1: error: 5 steps – at most 4 [counts.steps]"],
    ),
    "another number on this day": (
        "counts:\n  steps: {min: 1, max: 9, on_days: {1: 6}}\n",
        ["day-01.yaml:2:1: error: 5 steps – at least 6 [counts.steps]"],
    ),
    "enough of all": (
        "counts:\n  demos: {min: 1, max: 1}\n  quizzes: {min: 2, max: 2}\n  words: {max: 99}\n",
        [],
    ),
    "no demo of two prompts": (
        "counts:\n  contrast_demos: {min: 1}\n",
        ["day-01.yaml:2:1: error: 0 contrast demos – at least 1 [counts.contrast_demos]"],
    ),
    "quizzes one after another": (
        "counts:\n  quizzes_in_a_row: {max: 1}\n",
        ["day-01.yaml:27:5: error: 2 quizzes in a row – at most 1 [counts.quizzes_in_a_row]"],
    ),
    "too few options": (
        "counts:\n  options: {min: 4}\n",
        [f"day-01.yaml:{line}:5: error: 2 options – at least 4 [counts.options]" for line in (19, 27)],
    ),
    "one letter only": (
        "counts:\n  letters: {min: 2}\n",
        ["day-01.yaml:2:1: error: 1 letter – at least 2 [counts.letters]"],
    ),
    "too many words": (
        "counts:\n  words: {max: 20}\n",
        ["day-01.yaml:2:1: error: 49 words – at most 20 [counts.words]"],
    ),
    "a step that is missing": (
        "required:\n  steps: [intro, do-it-now]\n",
        ["day-01.yaml:2:1: error: no step `do-it-now` – every day has one [required.steps]"],
    ),
    "texts that open in bold, or don’t": (
        "required:\n  bold_opening: [text, closing]\n  level: warn\n",
        [
            "day-01.yaml:37:7: warn: no line in bold to open it – say the one idea of the screen in bold first "
            "[required.bold_opening]"
        ],
    ),
    "a short explanation": (
        "lengths:\n  why-words: {of: [why], min: 25}\n",
        [f"day-01.yaml:{line}:7: error: 3 words in this why – at least 25 [lengths.why-words]" for line in (26, 34)],
    ),
    "a long option": (
        "lengths:\n  options: {of: [option], unit: characters, max: 20}\n",
        ["day-01.yaml:22:10: error: 25 characters in this option – at most 20 [lengths.options]"],
    ),
    "a long sentence at its place": (
        "lengths:\n  sentences: {of: [text], unit: sentence_words, max: 6}\n",
        ["day-01.yaml:7:7: error: 8 words in a sentence – at most 6 [lengths.sentences]"],
    ),
    "a long line of code": (
        "lengths:\n  code: {of: [all], unit: code_line_characters, max: 20}\n",
        ["day-01.yaml:17:11: error: 25 characters in a line of code – at most 20 [lengths.code]"],
    ),
    "a teaser in course.yaml": (
        "lengths:\n  teasers: {of: [teaser], unit: characters, max: 5}\n",
        ["course.yaml:4:27: error: 12 characters in this teaser – at most 5 [lengths.teasers]"],
    ),
    "an unwanted word, in italics and elsewhere": (
        "words:\n  minimisers: {pattern: '\\bsimply\\b', of: [voice], hint: Leave it out., level: warn}\n",
        [
            "day-01.yaml:7:16: warn: “simply” – Leave it out. [words.minimisers]",
            "day-01.yaml:37:16: warn: “simply” – Leave it out. [words.minimisers]",
        ],
    ),
    "an unwanted word across a line end": (
        "words:\n  rule: {pattern: 'A\\sTEXT', of: [text]}\n",
        ["day-01.yaml:7:24: error: “a text” – say it in other words [words.rule]"],
    ),
    "an unwanted word that is fine in other texts": ("words:\n  rule: {pattern: simply, of: [demo_reply]}\n", []),
    "an unwanted word in a step where it is right": (
        "words:\n  rule: {pattern: simply, of: [all], except_steps: [intro]}\n",
        ["day-01.yaml:37:16: error: “simply” – say it in other words [words.rule]"],
    ),
    "a word that needs another": (
        "words:\n  rule: {pattern: simply, of: [all], unless: one more}\n",
        ["day-01.yaml:37:16: error: “simply” – say it in other words [words.rule]"],
    ),
    "a word that may come once a day": (
        "words:\n  rule: {pattern: simply, of: [all], times_a_day: 1}\n",
        ["day-01.yaml:37:16: error: “simply”, number 2 in the day; 1 at most – say it in other words [words.rule]"],
    ),
    "a word that may be in one step of a day": (
        "words:\n  rule: {pattern: simply, of: [all], steps_a_day: 1}\n",
        [
            "day-01.yaml:37:16: error: “simply” in one more step; 1 at most in a day – say it in other words "
            "[words.rule]"
        ],
    ),
    "a pattern that may match nothing": ("words:\n  rule: {pattern: 'z*', of: [all]}\n", []),
    "too hard to read": (
        "readability:\n  mean_sentence_words: {max: 1}\n  flesch_reading_ease: {min: 300}\n",
        [
            "day-01.yaml:2:1: error: flesch reading ease is 107.0 – at least 300: shorter sentences, shorter words "
            "[readability.flesch_reading_ease]",
            "day-01.yaml:2:1: error: mean sentence words is 3.7 – at most 1: shorter sentences, shorter words "
            "[readability.mean_sentence_words]",
        ],
    ),
    "answers that are not as planned": (
        "answers:\n  planned: {1: AB, 2: CD}\n",
        ["day-01.yaml:2:1: error: the answers are AA – AB is planned [answers.planned]"],
    ),
    "one letter too often": (
        "answers:\n  percent_of_each_letter: {min: 40, max: 60}\n",
        [
            "style.yaml:2:27: error: A is right in 100 per cent of 2 checks – at most 60 "
            "[answers.percent_of_each_letter]",
            "style.yaml:2:27: error: B is right in 0 per cent of 2 checks – at least 40 "
            "[answers.percent_of_each_letter]",
        ],
    ),
    "one letter running": (
        "answers:\n  same_in_a_row: {max: 1}\n",
        ["day-01.yaml:32:13: error: A is right 2 times running – at most 1 [answers.same_in_a_row]"],
    ),
    "right options that are long": (
        "answers:\n  percent_longest: {max: 35}\n  percent_of_longest_wrong: {max: 150}\n",
        [
            "day-01.yaml:22:10: error: the right option is 500 per cent as long as the longest wrong one – "
            "at most 150 [answers.percent_of_longest_wrong]",
            "style.yaml:2:20: error: the right option is the longest in 50 per cent of 2 checks – at most 35 "
            "[answers.percent_longest]",
        ],
    ),
    "right options that are short": (
        "answers:\n  percent_shortest: {min: 35}\n",
        [
            "style.yaml:2:21: error: the right option is the shortest in 0 per cent of 2 checks – at least 35 "
            "[answers.percent_shortest]"
        ],
    ),
}


@pytest.mark.parametrize(("style", "expected"), RULES.values(), ids=RULES)
def test_a_rule_finds_what_it_is_for_at_its_place(folder: Path, style: str, expected: list[str]) -> None:
    assert found(folder, style) == expected


BROKEN = {
    "nothing": ("", ["1:1 the file is empty"]),
    "no YAML": (
        "counts: {}\n steps: 1\n",
        ["2:2 this line does not belong to the lines above it – check the indentation, and the quotes before it"],
    ),
    "a key that is unknown": (
        "counts:\n  step: {min: 1}\n",
        ["2:3 the key `step` is unknown – did you mean `steps`?"],
    ),
    "a part that is unknown": ("count: {}\n", ["1:1 the key `count` is unknown – did you mean `counts`?"]),
    "a key of a limit that is unknown": (
        "lengths:\n  a: {of: [text], maximum: 3}\n",
        ["2:19 the key `maximum` is unknown – did you mean `max`?"],
    ),
    "a pattern that is none": (
        "words:\n  a: {pattern: 'ab(c', of: [all]}\n",
        ["2:19 no pattern: missing ), unterminated subpattern"],
    ),
    "a pattern that is empty": ("words:\n  a: {pattern: '', of: [all]}\n", ["2:16 `pattern` is empty"]),
    "a pattern that is no text": (
        "words:\n  a: {pattern: 12, of: [all]}\n",
        ['2:16 12 would be read as a number, and `pattern` is to be a text – put it in quotes: "12"'],
    ),
    "a pattern without end": (
        "words:\n  a: {pattern: 'a{99999999999}', of: [all]}\n",
        ["2:16 a pattern that is too large – write a simpler one"],
    ),
    "texts that there are not": (
        "lengths:\n  a: {of: [texts], max: 3}\n",
        [
            "2:12 `of` is to be one of 'text', 'demo_you', 'demo_reply', 'question', 'option', 'why', 'closing', "
            "'title', 'teaser', 'voice' or 'all'"
        ],
    ),
    "a level that there is not": (
        "counts:\n  steps: {max: 3, level: bad}\n",
        ["2:26 `level` is to be one of 'error' or 'warn'"],
    ),
    "limits the wrong way round": (
        "counts:\n  steps: {min: 5, max: 3}\n",
        ["2:24 `min`, `max` and `hard_max` are not in this order – compare them"],
    ),
    "a limit that limits nothing": (
        "counts:\n  steps: {level: warn}\n",
        ["2:10 a limit without `min` and `max` – say how many"],
    ),
    "a share that is no whole number": (
        "answers:\n  percent_longest: {max: 0.35}\n",
        ["2:26 `max` is to be a whole number – plain digits, without quotes"],
    ),
    "an exception without a reason": (
        "exceptions:\n  - day: 1\n    rules: [counts]\n",
        ["2:5 `because` is missing – Why they don't hold here."],
    ),
    "no text at all": ("\x00\x01\x02", ["1:1 an invisible character, U+0000 – delete it"]),
}


@pytest.mark.parametrize(("style", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_with_a_style_is_told_with_its_place(folder: Path, style: str, expected: list[str]) -> None:
    with pytest.raises(CourseError) as refused:
        judged(folder, style)
    told = [
        f"{each.line}:{each.column} {each.message}" + (f" – {each.hint}" if each.hint else "")
        for each in refused.value.problems
    ]
    assert told == expected


def test_a_style_in_another_encoding_or_of_ten_megabytes_is_refused(folder: Path) -> None:
    for content, message in (("hint: schön".encode("latin-1"), "not UTF-8"), (b"#" * 10_000_000, "9765 KB")):
        (folder / "style.yaml").write_bytes(content)
        with pytest.raises(CourseError, match=message):
            judge_style(folder, load_course(folder))


def test_an_exception_holds_for_a_day_or_a_step_and_for_a_rule_or_a_part(folder: Path) -> None:
    rules = "counts:\n  steps: {max: 1}\nwords:\n  a: {pattern: simply, of: [all]}\n"
    for exceptions, left in {
        "[{day: 1, rules: [counts.steps], because: So.}]": ["words.a", "words.a"],
        "[{day: 1, rules: [words], because: So.}]": ["counts.steps"],
        "[{day: 1, step: end, rules: [words.a], because: So.}]": ["counts.steps", "words.a"],
    }.items():
        judgement = judged(folder, f"{rules}exceptions: {exceptions}\n")
        assert [finding.rule for finding in judgement.findings] == left
        assert judgement.excepted == 3 - len(left)


def test_an_exception_that_nothing_needs_is_told(folder: Path) -> None:
    style = "counts:\n  steps: {max: 9}\nexceptions:\n  - day: 1\n    rules: [counts.steps]\n    because: So.\n"
    assert found(folder, style) == [
        "style.yaml:5:13: warn: nothing needs the exception from `counts.steps` – delete it [exceptions]"
    ]


def test_days_with_an_exception_are_left_out_of_the_shares(folder: Path) -> None:
    style = "answers:\n  percent_longest: {max: 35}\nexceptions:\n"
    excepted = "  - {day: 1, rules: [answers.percent_longest], because: So.}\n"
    assert found(folder, style + excepted) == []


def test_a_course_without_a_style_is_not_judged(folder: Path) -> None:
    assert judge_style(folder, load_course(folder)) is None


def test_one_day_is_judged_alone_but_for_what_is_about_the_whole_course(folder: Path) -> None:
    style = "counts:\n  steps: {max: 1}\nanswers:\n  percent_longest: {max: 1}\n"
    (folder / "style.yaml").write_text(
        f"{style}exceptions: [{{day: 2, rules: [counts.steps], because: So.}}]\n", encoding="utf-8"
    )
    day = folder / "day-01.yaml"
    judgement = judge_style(day, load_single_day(day))
    assert judgement
    assert [finding.rule for finding in judgement.findings] == ["counts.steps"]


def test_a_style_is_a_file_of_its_course_that_is_not_taught(folder: Path) -> None:
    (folder / "style.yaml").write_text("not: [a style\n", encoding="utf-8")
    assert check(folder) == check(folder / "style.yaml") == []
    assert (
        sorted(files_of(folder, load_course(folder)))
        == sorted(salvage(folder, [], {}))
        == ["course.yaml", "day-01.yaml"]
    )


def test_what_is_to_be_read_is_told_in_a_line(folder: Path) -> None:
    judgement = judged(folder, "counts:\n  steps: {max: 1}\n")
    assert judgement.line() == (
        "1 error, 0 warnings, 0 excepted; 49 words a day (49 to 49); 3.7 words a sentence; reading ease 107; grade -0.8"
    )
    (folder / "course.yaml").write_text(f"language: de\n{COURSE}", encoding="utf-8")
    assert judged(folder, "readability:\n  flesch_reading_ease: {min: 300}\n").line() == (
        "0 errors, 0 warnings, 0 excepted; 49 words a day (49 to 49); 3.7 words a sentence"
    )


def test_the_style_of_the_authors_guide_can_be_used(example: Path) -> None:
    (example / "style.yaml").write_text(EXAMPLES["style"], encoding="utf-8")
    judgement = judge_style(example, load_course(example))
    assert judgement
    assert {finding.rule for finding in judgement.findings if finding.day} == {
        "counts.steps",
        "counts.words",
        "lengths.why-words",
        "required.bold_opening",
        "required.steps",
    }


def test_words_and_sentences_are_those_that_people_count() -> None:
    assert split_words("Don’t pay 9:00–17:00, or 10x; naïve Zoë’s e-mail.") == [
        "Don’t", "pay", "or", "x", "naïve", "Zoë’s", "e", "mail",
    ]  # fmt: skip
    text = "One. Two? “Three!” he said… and\nfour\n\n• five, 9.30 a day\n12.\n"
    assert [sentence[0] for sentence in split_sentences(text)] == [
        "One.", "Two?", "“Three!”", "he said…", "and", "four", "• five, 9.30 a day",
    ]  # fmt: skip


def test_readability_is_that_of_the_formulas() -> None:
    cat = readability_of(["The cat sat on the mat."], "en")
    assert cat
    assert (cat.mean_sentence_words, cat.flesch_reading_ease, cat.flesch_kincaid_grade) == pytest.approx(
        (6, 116.145, -1.45)
    )
    assert readability_of(["12", "…"], "en") is None


def test_lines_of_code_are_found_behind_emoji() -> None:
    text = RichText("🙂🙂\nab\ncd\nend", (Entity("pre", 5, 5),))
    assert list(code_lines_in(text)) == [(3, "ab"), (6, "cd")]


def test_the_course_that_is_shipped_is_written_as_its_style_says() -> None:
    judgement = judge_style(CHATGPT, load_course(CHATGPT))
    assert judgement
    assert judgement.findings == ()


def test_a_slip_in_the_shipped_course_is_found_where_it_is(tmp_path: Path) -> None:
    folder = shutil.copytree(CHATGPT, tmp_path / "chatgpt")
    day = folder / "day-03.yaml"
    text = day.read_text(encoding="utf-8")
    day.write_text(text.replace("Three words do the job:", "Three magic words, clearly."), encoding="utf-8")
    line = text[: text.index("Three words do the job")].count("\n") + 1
    report = look_at(folder)
    assert report.problems == ()
    judgement = judge_style(folder, report.courses[folder])
    assert judgement
    assert [str(each).removeprefix(f"{folder}/") for each in judgement.findings] == [
        f"day-03.yaml:{line}:13: error: “magic” – Say what it does, in plain words. [words.hype]",
        f"day-03.yaml:{line}:26: warn: “clearly” – Whoever doesn’t find it easy reads it as a reproach. Leave it out. "
        "[words.minimisers]",
    ]
