/** Inline keyboards: the rows of buttons under a message, and the wait between a tap and its answer. */

import { element, icon } from "./dom.js";
import { copy, toast } from "./toast.js";

const GIVE_UP_AFTER = 15_000;

const waiting = new Map(); // callback query id → the button that waits for its answer
const early = new Set(); // answers that overtook the reply to their tap
let tapsUnderway = 0;

/** The rows of a message's inline keyboard; `tap(data)` presses a callback button and resolves to its query's id. */
export function renderKeyboard(rows, tap) {
  const made = rows.map((buttons) =>
    element("div", { className: "button-row", "data-testid": "button-row" }, ...buttons.map((button) => renderButton(button, tap))));
  return element("div", { className: "keyboard", role: "group", "aria-label": "Buttons of this message" }, ...made);
}

/** The callback query was answered: its button rests again. */
export function settle(queryId) {
  const button = waiting.get(queryId);
  if (button) rest(button);
  else if (tapsUnderway) early.add(queryId);
  waiting.delete(queryId);
}

function renderButton({ text, style, url, copy_text, callback_data, disabled }, tap) {
  const label = element("span", { className: "label" }, text);
  const common = { className: "inline-button", "data-style": style ?? "plain" };
  if (url && /^(https?|tg):/i.test(url)) {
    return element("a", { ...common, href: url, target: "_blank", rel: "noopener noreferrer", title: url }, label, corner("arrow"));
  }
  const button = element("button", { ...common, type: "button" }, label);
  if (disabled) {
    button.disabled = true;
  } else if (copy_text) {
    button.append(corner("copy"));
    button.onclick = () => copy(copy_text.text);
  } else if (callback_data !== undefined) {
    button.onclick = () => press(button, () => tap(callback_data));
  } else {
    button.onclick = () => toast("The playground has no buttons of this kind");
  }
  return button;
}

function corner(name) {
  const drawing = icon(name);
  drawing.classList.add("corner");
  return drawing;
}

async function press(button, tap) {
  if (button.classList.contains("waiting")) return;
  button.classList.add("waiting");
  button.setAttribute("aria-busy", "true");
  tapsUnderway += 1;
  try {
    const { query_id } = await tap();
    if (early.delete(query_id)) rest(button);
    else waiting.set(query_id, button);
    setTimeout(() => settle(query_id), GIVE_UP_AFTER);
  } catch (error) {
    rest(button);
    toast(error.message);
  } finally {
    tapsUnderway -= 1;
    if (!tapsUnderway) early.clear();
  }
}

function rest(button) {
  button.classList.remove("waiting");
  button.removeAttribute("aria-busy");
}
