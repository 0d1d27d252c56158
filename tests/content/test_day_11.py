"""Day 11 as it is shipped: every fact, in its place."""

import re
from pathlib import Path

import pytest

from bot.content import load_course
from bot.core.course import Closing, Course, Demo, Lesson, Practice, Quiz, Reading

LESSONS = Path(__file__).parents[2] / "lessons"


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(LESSONS / "chatgpt")


@pytest.fixture(scope="module")
def lesson(course: Course) -> Lesson:
    lesson = course.lesson(11)
    assert lesson is not None
    return lesson


def words_of(lesson: Lesson, step_id: str) -> str:
    """Everything a learner may read of a step."""
    step = lesson.steps[lesson.index_of(step_id) or 0]
    match step:
        case Reading():
            return "\n".join(part.text for part in step.parts)
        case Demo():
            return "\n".join(f"{turn.prompt}\n{reply.text}" for turn in step.exchanges for reply in turn.replies)
        case Quiz():
            return "\n".join([step.question.text, *(option.text for option in step.options), step.why.text])
        case Practice():
            return step.task.text
        case Closing():
            return step.line.text


def test_day_11_has_its_twelve_screens_in_order(lesson: Lesson) -> None:
    assert [(step.id, type(step)) for step in lesson.steps] == [
        ("intro", Reading),
        ("sora-2", Reading),
        ("coffee", Demo),
        ("kc1", Quiz),
        ("prompt-formula", Reading),
        ("skyline", Demo),
        ("kc2", Quiz),
        ("cameos", Reading),
        ("kc3", Quiz),
        ("stitching", Reading),
        ("final", Quiz),
        ("closing", Closing),
    ]


QUIZZES = {
    "kc1": ("", ["30 seconds", "5 minutes", "60 seconds", "10 seconds"], "C"),
    "kc2": (
        "",
        ["Lighting conditions", "Subject description", "Color palette", "Camera movement and direction"],
        "D",
    ),
    "kc3": (
        "",
        [
            "Real people can appear",
            "Voice acting",
            "Faster generation",
            "AI characters keep the same look across several clips",
        ],
        "D",
    ),
    "final": (
        "Final check",
        [
            "Only basic generation, with detailed prompts",
            "Character Cameos only",
            "Video Stitching only",
            "Both Character Cameos (steady character) and Video Stitching (connected scenes)",
        ],
        "D",
    ),
}


def test_the_checks_have_their_options_and_answers(lesson: Lesson) -> None:
    asked = {quiz.id: (quiz.title, [option.text for option in quiz.options], quiz.answer) for quiz in lesson.quizzes}
    assert asked == QUIZZES
    assert all([option.id for option in quiz.options] == list("ABCD") for quiz in lesson.quizzes)


FACTS = {
    "intro": """
        text | pictures | video | Sora | OpenAI | inside ChatGPT | words | HD clip | Sora 2 | 1080p | 60 seconds
        social posts | product demos | explainers | stories | describe a scene | Character Cameos
        Video Stitching | possible in 2026
    """,
    "sora-2": """
        Full HD | 1080p | 60 seconds | Landscape 16:9 | portrait 9:16 | square 1:1 | platform | Light
        reflections | shadows | physics | fall | water flows | cinema | Landscapes | establishing shots
        Product showcases | turntable spins | Abstract | artistic | face and clothes | Text overlays
        title sequences | Many characters | artifacts | hand gestures | fine motor | exact | Plus and Pro
        monthly generation quota | higher limits | priority
    """,
    "coffee": """
        15-second | steaming | cup of coffee | wooden table | window | Morning sun | warm shadows
        slow cinematic push-in | cosy café | being generated | Scene: | ceramic | rustic | Lighting:
        large window | rays | dust | Camera: | medium shot | close-up | steam | Atmosphere: | soft bokeh
        shelves | plants | Duration: | 15 seconds | 1080p | 16:9 landscape | 30 seconds | share it here
        background music | text overlay
    """,
    "kc1": """
        longest | 60 seconds | 1080p HD | landscape | portrait | square | social clips | product showcases
        short creative pieces
    """,
    "prompt-formula": """
        composition | motion | time | camera | The video prompt formula | 1. Subject and action
        2. Setting and time | 3. Camera movement | 4. Pacing and mood | 5. Duration
        walking through wildflowers | woman in a field | neon-lit Tokyo | at night | light rain
        Static: locked off | Pan: sweeps left or right | Tilt: sweeps up or down | Push-in/Pull-out
        toward or away | Tracking: follows | Drone/Aerial | from above | Handheld | documentary
        slow and contemplative | fast and energetic | everything | 20-second clip | 10-second loop
    """,
    "skyline": """
        30-second | aerial drone | slowly | modern skyline | sunset | Gold light | glass towers | night
        lights come on | Cinematic | epic | 16:9 landscape | Seconds 0–15 | Golden-hour | façades | amber
        orange | Seconds 15–25 | purple | deep blue | one by one | Seconds 25–30 | headlights | neon
        Technical: | 1080p | colour grade | smooth drone | no abrupt | shortly | city style | weather
    """,
    "kc2": """
        image prompt | motion through time | pan | tilt | push-in | tracking | drone | one static composition
        cinematic clip | dull static shot
    """,
    "cameos": """
        biggest problems | same look | in detail | appearance | clothes | distinctive features | reference
        saves the profile | by name | same face, body and clothes | outfits | settings | identity
        different-looking | impossible | ad campaign | tutorial series | short film | recognisable
        steady spokesperson | recurring instructor | known host | returning characters
    """,
    "kc3": """
        Which problem | a woman in a red jacket | two different people | create | reuse | any number of videos
    """,
    "stitching": """
        coherent sequence | isolated scene | establishing shot | character introduction | action | resolution
        whole story | smooth transitions | matching colour grade | light continuity | motion flow
        Cut: a direct jump | Dissolve: a smooth blend | Fade to black | classic | Match cut | carries over
        bakery front | dawn | wide | warm glow | 5 seconds | kneading dough | floured counter
        interior close-up | 10 seconds | time-lapse | rises | bakes | golden crust | 8 seconds
        smiling customer | fresh loaf | 7 seconds | 30-second brand story | all from text
    """,
    "final": """
        45-second promo | fitness app | four scenes | steady main character | same in all four | one smooth
        professional quality
    """,
    "closing": """
        Words become cinema | scene | camera | AI roll the footage
    """,
}


@pytest.mark.parametrize("step_id", FACTS)
def test_no_fact_is_missing(step_id: str, lesson: Lesson) -> None:
    words = words_of(lesson, step_id)
    facts = re.split(r"\s*[|\n]\s*", FACTS[step_id].strip())
    assert [fact for fact in facts if fact not in words] == []


def test_the_fixed_names_are_bold(lesson: Lesson) -> None:
    bold = set()
    for step in lesson.steps:
        for part in step.parts if isinstance(step, Reading) else ():
            units = part.text.encode("utf-16-le")
            bold |= {units[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in part.entities}
    assert bold >= {"Sora", "Sora 2", "Character Cameos", "Video Stitching", "Plus", "Pro", "The video prompt formula"}
