"""The diagrams of the lessons, a day each. They say nothing that their step does not say in words."""

from __future__ import annotations

from collections.abc import Callable

from bot.pictures.drawing import Drawing
from bot.pictures.outlines import lettered
from bot.pictures.palette import BLUE, FAINT, GOLD, GREEN, SOFT, TEXT, VIOLET
from docs.lesson_pictures.strokes import EDGE, WIDTH, advance, arrow, box, line, lines_of, said, sheet

RED, WOOD, CRUST, PAPER = "#ff8f8f", "#3a6ea5", "#d9964f", "#f3ead7"


def prompt_in_parts() -> Drawing:
    """Day 2: a prompt, and which part of it is which."""
    news = (
        "to regular customers of my",
        "tailoring shop in Mombasa.",
        "News: from Monday, repairs",
        "within 24 hours.",
    )
    rows = (
        ("Task", GOLD, ("Write a WhatsApp message",)),
        ("Background", BLUE, news),
        ("Shape", GREEN, ("Warm, under 40 words,",)),
        ("Limits", VIOLET, ("no emojis.",)),
    )
    parts, y = [], 36
    for name, colour, words in rows:
        height = 50 * len(words) + 34
        mark = f'<rect x="{EDGE}" y="{y}" width="14" height="{height}" rx="7" fill="{colour}"/>'
        parts += [box(EDGE, y, WIDTH - 2 * EDGE, height), mark, lettered(name, EDGE + 42, y + 55, 36, colour)]
        parts += [said(text, EDGE + 320, y + 55 + 50 * index) for index, text in enumerate(words)]
        y += height + 16
    return sheet(y + 20, *parts)


def where_words_go() -> Drawing:
    """Day 6: what becomes of the words of a chat."""
    return sheet(
        672,
        _place(EDGE, 36, 340, GOLD, "Your account", "until you delete", "the chat"),
        arrow(396, 124, 62, 0),
        _place(476, 36, 444, GREEN, "Deleted", "removed within 30 days,", "with exceptions"),
        arrow(210, 230, 0, 74),
        lettered("Training future models", EDGE, 362, 38, TEXT),
        arrow(210, 386, 0, 62, RED),
        arrow(440, 386, 140, 62, GREEN),
        _place(EDGE, 466, 400, RED, "Switched on", "on personal plans,", "your chats may help"),
        _place(520, 466, 400, GREEN, "Switched off", "new chats", "aren’t used for it"),
    )


def _place(x: float, y: float, width: float, colour: str, name: str, *words: str) -> str:
    middle = x + width / 2
    texts = (said(text, middle, y + 100 + 44 * index, 34, SOFT, "middle") for index, text in enumerate(words))
    title = lettered(name, middle, y + 56, 38, colour, "middle")
    return box(x, y, width, 84 + 46 * len(words), edge=colour) + title + "".join(texts)


def six_shapes() -> Drawing:
    """Day 8: what each shape of an answer looks like."""
    shapes: dict[str, Callable[[float, float], str]] = {
        "Steps": _steps,
        "Checklist": _checklist,
        "Table": _table,
        "Timeline": _timeline,
        "Questions": _questions,
        "Paragraph": lambda x, y: lines_of(x + 14, y + 24, (188, 188, 188, 188, 120), 32),
    }
    parts = []
    for index, (name, shape) in enumerate(shapes.items()):
        x, y = EDGE + 300 * (index % 3), 36 + 282 * (index // 3)
        parts += [box(x, y, 280, 262), shape(x + 32, y + 12), lettered(name, x + 140, y + 236, 36, TEXT, "middle")]
    return sheet(616, *parts)


def _steps(x: float, y: float) -> str:
    numbers = (lettered(str(number + 1), x + 22, y + 46 + 50 * number, 38, GOLD) for number in range(3))
    return "".join(numbers) + lines_of(x + 66, y + 33, (130, 130, 130), 50)


def _checklist(x: float, y: float) -> str:
    places = [f'x="{x + 18}" y="{y + 16 + 50 * row}" width="32" height="32" rx="7"' for row in range(3)]
    boxes = (f'<rect {place} fill="none" stroke="{GREEN}" stroke-width="5"/>' for place in places)
    ticks = line(f"M{x + 25} {y + 31}l8 9 14-19M{x + 25} {y + 81}l8 9 14-19", GREEN)
    return "".join(boxes) + ticks + lines_of(x + 72, y + 33, (124, 124, 124), 50)


def _table(x: float, y: float) -> str:
    head = f'<rect x="{x + 14}" y="{y + 14}" width="188" height="48" fill="{BLUE}" opacity=".35"/>'
    rows = "".join(f"M{x + 14} {y + 14 + 48 * row}h188" for row in range(4))
    columns = "".join(f"M{x + 14 + 188 / 3 * column:.1f} {y + 14}v144" for column in range(4))
    return head + line(rows + columns, BLUE, 5)


def _timeline(x: float, y: float) -> str:
    dots = (f'<circle cx="{x + 34}" cy="{y + 34 + 50 * row}" r="13" fill="{VIOLET}"/>' for row in range(3))
    return line(f"M{x + 34} {y + 20}v132", VIOLET) + "".join(dots) + lines_of(x + 66, y + 34, (134, 90, 120), 50)


def _questions(x: float, y: float) -> str:
    asked = lettered("?", x + 20, y + 52, 46, GOLD) + lettered("?", x + 20, y + 128, 46, GOLD)
    asked += lines_of(x + 64, y + 28, (110, 110), 76, TEXT)
    return asked + lines_of(x + 64, y + 54, (136, 136), 76)


def picture_formula() -> Drawing:
    """Day 10: a poster, and the six things that were said of it."""
    told = (
        ("Purpose", GOLD, "a poster"),
        ("Subject", CRUST, "one round loaf"),
        ("Setting", BLUE, "a blue wooden table"),
        ("View", VIOLET, "from above, top free"),
        ("Style", GREEN, "paper cut"),
        ("Light and mood", GOLD, "morning, from the left"),
    )
    words = [
        lettered(name, 490, 62 + 87 * index, 36, colour) + said(text, 490, 102 + 87 * index, 34)
        for index, (name, colour, text) in enumerate(told)
    ]
    return sheet(564, _poster(), *words)


def _poster() -> str:
    table = f'<rect x="50" y="32" width="400" height="500" rx="10" fill="{WOOD}"/>'
    planks = "".join(line(f"M52 {y}H448", "#2b5580", 4) for y in (132, 232, 332, 432))
    light = "".join(
        f'<path d="{ray}" fill="{GOLD}" opacity=".15"/>' for ray in ("M50 32L450 232V32z", "M50 116V306L450 532V400z")
    )
    loaf = (
        '<circle cx="264" cy="406" r="98" fill="#000" opacity=".2"/>'
        f'<circle cx="250" cy="396" r="98" fill="{CRUST}"/>'
        '<circle cx="236" cy="384" r="73" fill="#e8b171" opacity=".75"/>'
    )
    cuts = line("M198 340q28 56 0 112M240 340q28 56 0 112M282 340q28 56 0 112", PAPER, 10)
    edge = f'fill="none" stroke="{PAPER}" stroke-width="5" stroke-dasharray="16 14"'
    free = f'<rect x="86" y="64" width="328" height="176" rx="14" {edge}/>'
    return table + planks + light + loaf + cuts + free + said("free for words", 250, 164, 36, PAPER, "middle")


def three_passes() -> Drawing:
    """Day 12: one text, read three times for something else."""
    passes = (("structure", GOLD, _order), ("sentences", RED, _cuts), ("facts and voice", GREEN, _facts))
    parts = []
    for index, (name, colour, page) in enumerate(passes):
        x = EDGE + 300 * index
        parts += [box(x, 30, 280, 310), page(x + 34), lettered(f"Pass {index + 1}", x + 140, 396, 38, colour, "middle")]
        parts.append(said(name, x + 140, 444, 34, SOFT, "middle"))
    return sheet(480, *parts)


def _order(x: float) -> str:
    """Two paragraphs that change places."""
    colours = (GOLD, GOLD, FAINT)
    boxes = (box(x - 12, 62 + 90 * row, 196, 66, "none", colour) for row, colour in enumerate(colours))
    words = (
        lines_of(x + 10, 84 + 90 * row, widths, 24) for row, widths in enumerate(((150, 110), (154, 80), (100, 140)))
    )
    ways = line("M{0} 186c30-20 30-70 0-90M{1} 92l-23 3 3 23M{1} 190l-23-4 3-23".format(x + 198, x + 220), GOLD)
    return "".join(boxes) + "".join(words) + ways


def _cuts(x: float) -> str:
    """A third of the words struck out."""
    words = lines_of(x, 80, (212, 212, 150, 212, 180, 212), 42)
    return words + line(f"M{x + 96} 122h116M{x} 164h150M{x + 60} 206h152M{x + 120} 290h92", RED)


def _facts(x: float) -> str:
    """Names and numbers circled."""
    circles = "".join(
        f'<ellipse cx="{x + left}" cy="{top}" rx="{width}" ry="24" fill="none" stroke="{GREEN}" stroke-width="6"/>'
        for left, top, width in ((134, 80, 50), (66, 164, 58), (168, 248, 54))
    )
    return lines_of(x, 80, (212, 190, 212, 150, 212, 120), 42) + circles


def sideways() -> Drawing:
    """Day 15: down the page, or off to what others say about it."""
    ways = arrow(648, 240, 100, -84, GREEN) + arrow(648, 281, 100, 0, GREEN) + arrow(648, 322, 100, 84, GREEN)
    return sheet(
        560,
        lettered("Down the page", 195, 62, 36, SOFT, "middle"),
        _page(70, 96, 250, 360, FAINT, 10),
        arrow(354, 130, 0, 280, FAINT, 9),
        said("what it says", 195, 520, 34, SOFT, "middle"),
        lettered("Sideways", 700, 62, 36, GREEN, "middle"),
        _page(480, 190, 150, 180, GOLD, 4),
        ways,
        *(_page(770, y, 150, 118, GREEN, 3) for y in (86, 222, 358)),
        said("what others say about it", 700, 520, 34, TEXT, "middle"),
    )


def _page(x: float, y: float, width: float, height: float, edge: str, rows: int) -> str:
    widths = [width - 50 - (34 if row % 3 == 2 else 0) for row in range(rows)]
    return box(x, y, width, height, edge=edge) + lines_of(x + 25, y + 38, widths, 32)


def three_containers() -> Drawing:
    """Day 24: what goes where, by the rule of thumb."""
    rows = (
        ("Only for now", GOLD, "This chat", "what was said here"),
        ("About me", BLUE, "About you", "instructions, memory"),
        ("About this job", GREEN, "A project", "chats, files, rules"),
    )
    parts = []
    for index, (wish, colour, name, holds) in enumerate(rows):
        y = 36 + 190 * index
        parts += [lettered(wish, EDGE, y + 94, 38, TEXT), arrow(340, y + 82, 70, 0, colour)]
        parts += [line(f"M456 {y + 12}h460", colour, 12), box(468, y + 22, 436, 140, edge=colour)]
        parts += [lettered(name, 686, y + 80, 40, colour, "middle"), said(holds, 686, y + 132, 36, SOFT, "middle")]
    return sheet(610, *parts)


def template() -> Drawing:
    """Day 25: what changes in a prompt, and what stays."""
    rows = (
        ("Notice for our repair Saturday",),
        ("on ", "[DATE]", ", ", "[TIME]", ","),
        ("at ", "[PLACE]", "."),
        ("Special: ", "[TOPIC]", "."),
        ("Turkish and English, 50 words each.",),
    )
    parts = [box(EDGE, 28, WIDTH - 2 * EDGE, 372)]
    for index, row in enumerate(rows):
        x, y = EDGE + 44.0, 90 + 70 * index
        for piece in row:
            width, is_blank = advance(piece, 40), piece.startswith("[")
            if is_blank:
                parts.append(box(x + 4, y - 44, width + 16, 60, "none", GOLD))
            parts.append(said(piece, x + 12 * is_blank, y, 40, GOLD if is_blank else TEXT))
            x += width + 24 * is_blank
    key = box(EDGE + 10, 424, 46, 34, "none", GOLD) + said("changes each month", EDGE + 76, 454, 36, GOLD)
    return sheet(484, *parts, key, said("the rest stays", WIDTH - EDGE, 454, 36, SOFT, "end"))
