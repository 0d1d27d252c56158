"""The chat page, in a real browser, against a real playground."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.playground import Playground, TravellingClock
from bot.playground.people import Person

BotCall = Callable[..., Awaitable[Any]]
OpenPage = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

PARTY = "5046509860389126442"


@pytest.fixture
def ada(playground: Playground) -> Person:
    ada = playground.person("Ada")
    ada.say("/start")
    return ada


def entity(kind: str, text: str, part: str, **details: object) -> dict[str, object]:
    """An entity over the first occurrence of `part`, in UTF-16 units."""
    before, _, _ = text.partition(part)
    return {"type": kind, "offset": units(before), "length": units(part), **details}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def keyboard(*rows: list[dict[str, object]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def message(page: Page, sent: dict[str, Any]) -> Locator:
    return page.locator(f"[data-testid=message][data-message-id='{sent['message_id']}']")


def button(page: Page, label: str) -> Locator:
    return page.locator(".inline-button", has_text=label)


async def test_entities_are_drawn_however_they_overlap(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    text = "🦉 bold both italic, /today, print(1) and secret\nA quote\nthe end"
    entities = [
        entity("bold", text, "bold both"),
        entity("italic", text, "both italic"),
        entity("code", text, "print(1)"),
        entity("spoiler", text, "secret"),
        entity("blockquote", text, "A quote"),
        entity("underline", text, "quote\nthe"),
    ]
    sent = await call("sendMessage", chat_id=ada.id, text=text, entities=entities)
    page = await open_page(f"#{ada.id}")
    shown = message(page, sent).locator(".text")
    await expect(shown.locator("strong")).to_have_text("bold both")
    await expect(shown.locator("em")).to_have_text(["both", " italic"])
    await expect(shown.locator("code")).to_have_text("print(1)")
    await expect(shown.locator("blockquote")).to_have_text("A quote")
    await expect(shown.locator("u")).to_have_text(["quote", "the"])
    await shown.locator(".spoiler").click()
    await expect(shown.locator(".spoiler.revealed")).to_have_text("secret")
    await shown.get_by_role("button", name="/today").click()
    await expect(page.get_by_test_id("message").last.locator(".text")).to_have_text("/today")
    assert ada.messages[-1].text == "/today"


async def test_a_long_quote_opens_on_a_tap(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    text = "\n".join(f"line {number}" for number in range(9))
    sent = await call("sendMessage", chat_id=ada.id, text=text, entities=[entity("expandable_blockquote", text, text)])
    page = await open_page(f"#{ada.id}")
    quote = message(page, sent).locator("blockquote")
    toggle = quote.get_by_role("button")
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    folded = await quote.bounding_box()
    await toggle.click()
    await expect(toggle).to_have_attribute("aria-expanded", "true")
    await page.wait_for_function("() => !document.getAnimations().length")
    unfolded = await quote.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > 2 * folded["height"]


async def test_a_tap_waits_for_its_answer(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    rows = keyboard(
        [{"text": "B ✓", "callback_data": "b", "style": "success"}, {"text": "C", "callback_data": "c"}],
        [{"text": "Continue", "callback_data": "next", "style": "primary"}],
    )
    await call("sendMessage", chat_id=ada.id, text="Which one?", reply_markup=rows)
    page = await open_page(f"#{ada.id}")
    await expect(page.get_by_test_id("button-row")).to_have_count(2)
    await expect(button(page, "B ✓")).to_have_attribute("data-style", "success")
    await button(page, "Continue").click()
    await expect(button(page, "Continue")).to_have_attribute("aria-busy", "true")
    query = next(update["callback_query"] for update in await call("getUpdates") if "callback_query" in update)
    assert query["data"] == "next"
    await call("answerCallbackQuery", callback_query_id=query["id"], text="Well done")
    await expect(page.get_by_test_id("toast")).to_have_text("Well done")
    await expect(button(page, "Continue")).not_to_have_attribute("aria-busy", "true")


async def test_a_press_is_a_tap_whatever_changes_under_the_finger(
    ada: Person, call: BotCall, open_page: OpenPage
) -> None:
    before = keyboard([{"text": "A", "callback_data": "a"}])
    sent = await call("sendMessage", chat_id=ada.id, text="Choose", reply_markup=before)
    page = await open_page(f"#{ada.id}")
    await page.locator(".inline-button").hover()
    await page.mouse.down()
    await call("sendMessage", chat_id=ada.id, text="A long one\n" * 9)
    after = keyboard([{"text": "B", "callback_data": "b"}])
    await call("editMessageText", chat_id=ada.id, message_id=sent["message_id"], text="Chosen", reply_markup=after)
    await page.wait_for_timeout(300)  # the page has heard of it
    await page.mouse.up()
    await expect(page.locator(".inline-button")).to_have_text("B")
    await expect(message(page, sent).locator(".text")).to_have_text("Chosen")
    updates = await call("getUpdates")
    assert [update["callback_query"]["data"] for update in updates if "callback_query" in update] == ["a"]


async def test_an_alert_waits_for_ok(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    rows = keyboard([{"text": "Old", "callback_data": "old"}])
    await call("sendMessage", chat_id=ada.id, text="…", reply_markup=rows)
    page = await open_page(f"#{ada.id}")
    await button(page, "Old").click()
    await expect(button(page, "Old")).to_have_attribute("aria-busy", "true")
    query = next(update["callback_query"] for update in await call("getUpdates") if "callback_query" in update)
    await call("answerCallbackQuery", callback_query_id=query["id"], text="This button is old", show_alert=True)
    alert = page.get_by_test_id("alert")
    await expect(alert).to_contain_text("This button is old")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_be_hidden()


async def test_a_copy_button_copies(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    rows = keyboard([{"text": "Copy prompt", "copy_text": {"text": "Act as a vet"}}])
    await call("sendMessage", chat_id=ada.id, text="Try it", reply_markup=rows)
    page = await open_page(f"#{ada.id}")
    await button(page, "Copy prompt").click()
    await expect(page.get_by_test_id("toast")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "Act as a vet"


async def test_a_draft_types_itself_and_becomes_the_message(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    page = await open_page(f"#{ada.id}")
    draft = page.get_by_test_id("draft")
    await call("sendChatAction", chat_id=ada.id, action="typing")
    await expect(page.get_by_test_id("typing")).to_be_visible()
    await call("sendMessageDraft", chat_id=ada.id, draft_id=7, text="")
    await expect(draft).to_have_text("Thinking…")
    await call("sendMessageDraft", chat_id=ada.id, draft_id=7, text="A dog is a 🐕")
    await expect(draft).to_have_text("A dog is a 🐕")
    sent = await call("sendMessage", chat_id=ada.id, text="A dog is a 🐕 you can trust.")
    await expect(message(page, sent)).to_contain_text("you can trust.")
    await expect(draft).to_have_count(0)
    await expect(page.get_by_test_id("typing")).to_have_count(0)


async def test_a_draft_has_a_stop_in_the_place_of_send(
    ada: Person, call: BotCall, open_page: OpenPage, playground: Playground
) -> None:
    page = await open_page(f"#{ada.id}")
    stop, send, field = (page.get_by_test_id(name) for name in ("stop", "send", "composer"))
    await expect(stop).to_be_hidden()
    await call("sendMessageDraft", chat_id=ada.id, draft_id=7, text="A dog", can_stop=True, keep_on_stop=True)
    await expect(stop).to_be_visible()
    await expect(send).to_be_hidden()
    await field.fill("x")  # who writes something can send it
    await expect(send).to_be_visible()
    await field.fill("")
    await stop.click()
    await expect(stop).to_be_hidden()
    await expect(page.get_by_test_id("draft")).to_have_text("A dog")
    await call("sendMessageDraft", chat_id=ada.id, draft_id=7, text="A dog is", can_stop=True, keep_on_stop=True)
    await expect(stop).to_be_hidden()
    await call("sendMessage", chat_id=ada.id, text="A dog is a 🐕 you can trust.")
    await expect(page.get_by_test_id("draft")).to_have_count(0)
    await expect(send).to_be_visible()


async def test_a_disabled_button_has_its_colour_and_does_nothing(
    ada: Person, call: BotCall, open_page: OpenPage
) -> None:
    page = await open_page(f"#{ada.id}")
    rows = keyboard([{"text": "A", "style": "success", "disabled": {}}, {"text": "B", "disabled": {}}])
    await call("sendMessage", chat_id=ada.id, text="Right.", reply_markup=rows)
    for label, style in (("A", "success"), ("B", "plain")):
        await expect(button(page, label)).to_be_disabled()
        await expect(button(page, label)).to_have_attribute("data-style", style)


async def test_a_reply_is_forced_beside_buttons(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    page = await open_page(f"#{ada.id}")
    rows = {**keyboard([{"text": "By the clock", "callback_data": "clock"}]), "force_reply": True}
    await call("sendMessage", chat_id=ada.id, text="Which city?", reply_markup=rows)
    await expect(page.get_by_test_id("reply-bar")).to_contain_text("Which city?")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await expect(button(page, "By the clock")).to_be_enabled()
    await page.get_by_test_id("composer").fill("Berlin")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("reply-bar")).to_be_hidden()
    assert ada.messages[-1].reply_to == ada.messages[-2].message_id


@pytest.mark.parametrize(("motion", "shown"), [("no-preference", 1), ("reduce", 0)])
async def test_the_party_effect_respects_reduced_motion(
    ada: Person, call: BotCall, open_page: OpenPage, motion: str, shown: int
) -> None:
    page = await open_page(f"#{ada.id}", reduced_motion=motion)
    sent = await call("sendMessage", chat_id=ada.id, text="Day 11 Complete", message_effect_id=PARTY)
    await expect(message(page, sent)).to_be_visible()
    await expect(page.get_by_test_id("confetti")).to_have_count(shown)


async def test_edits_happen_in_place_and_deletions_are_seen(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    first = await call("sendMessage", chat_id=ada.id, text="before")
    second = await call("sendMessage", chat_id=ada.id, text="stays")
    page = await open_page(f"#{ada.id}")
    await call("editMessageText", chat_id=ada.id, message_id=first["message_id"], text="after")
    await expect(message(page, first).locator(".text")).to_have_text("after")
    await expect(message(page, first)).to_contain_text("edited")
    await call("deleteMessage", chat_id=ada.id, message_id=second["message_id"])
    await expect(message(page, second)).to_have_count(0)


async def test_names_texts_and_labels_are_never_markup(
    playground: Playground, call: BotCall, open_page: OpenPage
) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    person = playground.person(nasty)
    person.say(nasty)
    link = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(3)"}
    rows = keyboard([{"text": nasty, "callback_data": "x"}])
    await call("sendMessage", chat_id=person.id, text=nasty, reply_markup=rows)
    await call("setMyCommands", commands=[{"command": "start", "description": nasty}])
    page = await open_page(f"#{person.id}")
    playground.show_problems([nasty])
    await expect(page.get_by_test_id("problems")).to_contain_text(nasty)
    await expect(page.get_by_test_id("message").locator(".text")).to_have_text([nasty, nasty])
    await expect(page.get_by_test_id("person")).to_contain_text(nasty)
    await expect(button(page, nasty)).to_have_text(nasty)
    await page.get_by_role("button", name="Menu of commands").click()
    await expect(page.get_by_test_id("command")).to_contain_text(nasty)
    rendered = await page.evaluate(
        """async (link) => {
            const { renderText } = await import("/page/entities.js");
            const host = document.createElement("div");
            host.append(renderText("Tap here", [link]));
            return host.innerHTML;
        }""",
        link,
    )
    assert "javascript:" not in rendered
    assert await page.locator("img[src=x]").count() == 0


async def test_an_empty_chat_says_what_the_bot_is_and_has_a_start_button(
    playground: Playground, call: BotCall, open_page: OpenPage
) -> None:
    ada = playground.person("Ada")
    await call("setMyDescription", description="28 days with ChatGPT.")
    page = await open_page(f"#{ada.id}")
    await expect(page.locator("#empty")).to_contain_text("28 days with ChatGPT.")
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("message").locator(".text")).to_have_text("/start")
    await expect(page.get_by_test_id("start")).to_be_hidden()
    assert [said.text for said in ada.messages] == ["/start"]


async def test_the_composer_completes_commands(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    await call(
        "setMyCommands",
        commands=[{"command": "today", "description": "Today"}, {"command": "progress", "description": "So far"}],
    )
    page = await open_page(f"#{ada.id}")
    composer = page.get_by_test_id("composer")
    await composer.fill("/pr")
    await expect(page.get_by_test_id("command")).to_have_text(["/progressSo far"])
    await composer.press("Enter")
    await expect(page.get_by_test_id("message").last.locator(".text")).to_have_text("/progress")
    await composer.fill("two")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("lines")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("message").last.locator(".text")).to_have_text("two\nlines")
    assert ada.messages[-1].text == "two\nlines"


async def test_a_reader_above_the_end_is_not_moved(ada: Person, call: BotCall, open_page: OpenPage) -> None:
    for number in range(40):
        await call("sendMessage", chat_id=ada.id, text=f"number {number}")
    page = await open_page(f"#{ada.id}", reduced_motion="reduce")
    middle = page.get_by_test_id("message").nth(20)
    await page.locator("#scroller").evaluate("(list) => list.scrollTop = -600")
    await expect(page.get_by_role("button", name="To the newest message")).to_be_visible()
    before = await middle.bounding_box()
    sent = await call("sendMessage", chat_id=ada.id, text="the newest")
    await expect(page.locator("#below")).to_have_text("1")
    after = await middle.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 3
    await page.get_by_role("button", name="To the newest message").click()
    await expect(message(page, sent)).to_be_in_viewport()
    await expect(page.locator("#below")).to_be_empty()


async def test_the_theme_follows_the_system_the_address_and_the_toggle(ada: Person, open_page: OpenPage) -> None:
    async def background(page: Page) -> str:
        return str(await page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = await background(await open_page(f"#{ada.id}", color_scheme="light"))
    page = await open_page(f"#{ada.id}", color_scheme="dark")
    dark = await background(page)
    assert light != dark
    assert await background(await open_page(f"?theme=light#{ada.id}", color_scheme="dark")) == light
    await page.get_by_role("button", name="Switch between light and dark").click()
    assert await background(page) == light


async def test_the_tools_travel_block_and_list_calls(
    playground: Playground, ada: Person, call: BotCall, open_page: OpenPage
) -> None:
    page = await open_page(f"#{ada.id}")
    before = playground.clock.now()
    await expect(page.get_by_test_id("clock-day")).to_have_text("+24 hours")  # not the next day: reminders may be over
    await page.get_by_test_id("clock-day").click()
    await playground.wait_for(lambda: (playground.clock.now() - before).days == 1)
    await call("sendMessage", chat_id=ada.id, text="Good morning")
    await expect(page.get_by_test_id("calls").locator("li").first).to_contain_text("sendMessage")
    await page.get_by_role("button", name="Ada: block the bot").click()
    await page.get_by_test_id("unblock").click()
    await expect(page.get_by_test_id("composer")).to_be_visible()


async def test_several_people_stand_side_by_side(playground: Playground, call: BotCall, open_page: OpenPage) -> None:
    ada, grace = playground.person("Ada"), playground.person("Grace", admin=True)
    grace.say("/start")
    page = await open_page(f"#{ada.id}")
    await call("sendMessage", chat_id=grace.id, text="Hello, Grace")
    row = page.locator(f"[data-testid=person][data-person='{grace.id}']")
    await expect(row).to_contain_text("Hello, Grace")
    await expect(row.locator(".badge")).to_have_text("1")
    await row.click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Hello, Grace")
    assert page.url.endswith(f"#{grace.id}")


async def test_a_phone_keeps_people_and_tools_in_a_drawer(ada: Person, open_page: OpenPage) -> None:
    page = await open_page(f"#{ada.id}", width=390, height=844)
    person = page.get_by_test_id("person")
    await expect(person).to_be_hidden()
    await page.get_by_role("button", name="People and tools").click()
    await expect(person).to_be_visible()
    await expect(page.get_by_test_id("clock-hour")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(person).to_be_hidden()


async def test_the_page_finds_a_restarted_playground_again(
    playground: Playground, ada: Person, open_page: OpenPage
) -> None:
    grace = playground.person("Grace")
    page = await open_page(f"#{grace.id}")
    port = int(playground.url.rpartition(":")[2])
    await playground.stop()
    await expect(page.locator("#status")).to_have_text("connecting…")
    again = Playground(playground.token, clock=TravellingClock(), database=None)
    again.person("Ada")
    again.person("Grace").say("still here")
    await again.start(port)
    try:
        await expect(page.get_by_test_id("message").locator(".text")).to_have_text("still here")
        assert page.url.endswith(f"#{grace.id}")
    finally:
        await again.stop()


async def test_the_chat_is_one_stop_of_the_tab_key_away(
    playground: Playground, call: BotCall, open_page: OpenPage
) -> None:
    playground.person("Ada")
    for _ in range(30):
        await call("getMe")
    page = await open_page()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("start")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.locator("#calls").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#calls .call:not(.poll) summary").nth(1)).to_be_focused()


async def test_a_double_click_on_start_starts_once(playground: Playground, open_page: OpenPage) -> None:
    ada = playground.person("Ada")
    page = await open_page()
    await page.get_by_test_id("start").dblclick()
    await expect(page.get_by_test_id("composer")).to_be_visible()
    assert [each.text for each in ada.messages] == ["/start"]


async def test_the_drawer_closes_on_the_person_who_is_open_already(ada: Person, open_page: OpenPage) -> None:
    page = await open_page(width=390, height=844)
    await page.locator("#open-drawer").click()
    await page.get_by_test_id("person").click()
    await expect(page.locator("body")).not_to_have_class("drawer-open")


@pytest.mark.parametrize("times", [["00:15"] * 6, ["12:00\u202fAM", "10:45\u202fPM", "11:30\u202fPM"]])
@pytest.mark.parametrize("width", [360, 390])
async def test_times_side_by_side_do_not_break(
    times: list[str], width: int, ada: Person, call: BotCall, open_page: OpenPage
) -> None:
    row: list[dict[str, object]] = [{"text": time, "callback_data": str(at)} for at, time in enumerate(times)]
    sent = await call("sendMessage", chat_id=ada.id, text="When? " * 9, reply_markup=keyboard(row))
    page = await open_page(width=width, height=844)
    for label in await message(page, sent).locator(".label").all():
        height = await label.evaluate("node => node.getClientRects().length && node.getBoundingClientRect().height")
        fits = await label.evaluate("node => node.scrollWidth <= node.parentElement.clientWidth")
        assert (height < 24, fits) == (True, True)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_all_words_stand_out_from_what_is_behind_them(
    theme: str, playground: Playground, ada: Person, call: BotCall, open_page: OpenPage
) -> None:
    styles = ("primary", "success", "danger", None)
    row = [{"text": f"{style}", "callback_data": "1", **({"style": style} if style else {})} for style in styles]
    text = "/today, a link, code and a quote"
    entities = [entity("code", text, "code"), entity("blockquote", text, "a quote")]
    await call("sendMessage", chat_id=ada.id, text=text, entities=entities, reply_markup=keyboard([*row]))
    await call("sendMessage", chat_id=ada.id, text="x = 1", entities=[entity("pre", "x = 1", "x = 1")])
    ada.say("See /today and https://example.org")
    playground.person("Mary", admin=True).say("/help")
    playground.person("Noor").block()
    playground.show_problems(["day-12.yaml:3:1: a problem"])
    page = await open_page(f"?theme={theme}#{ada.id}")
    ratios = await page.evaluate(CONTRASTS)
    assert {"admin", "429", "200", "Clock", "danger", "None", "/today", "code", "x = 1", "/help"} <= ratios.keys()
    assert {words: ratio for words, ratio in ratios.items() if ratio < 4.5} == {}


CONTRASTS = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const parts = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, below) => [0, 1, 2].map((at) => below[at] + (top[at] - below[at]) * top[3] / 255);
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      layers.push(parts(at.className === "stage" ? style.getPropertyValue("--wall") : style.backgroundColor));
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = {};
  for (const node of document.querySelectorAll("body *:not(.avatar)")) {
    const words = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
    if (!words.length || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const back = behind(node);
    const [dark, bright] = [light(back), light(over(parts(getComputedStyle(node).color), back))].sort((a, b) => a - b);
    const name = words[0].data.trim();
    found[name] = Math.min(found[name] ?? Infinity, (bright + 0.05) / (dark + 0.05));
  }
  return found;
}"""
