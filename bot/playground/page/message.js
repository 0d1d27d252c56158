/** One message as a node: the bubble with its text or media, the time, and the keyboard below. */

import { celebrate, PARTY_EFFECT } from "./confetti.js";
import { fullMoment, unixTime } from "./dates.js";
import { element, icon } from "./dom.js";
import { renderText } from "./entities.js";
import { renderKeyboard } from "./keyboard.js";

const LONE_EMOJI = /^(\p{Extended_Pictographic}(\uFE0F|[\u{1F3FB}-\u{1F3FF}]|\u200D\p{Extended_Pictographic})*){1,3}$/u;

/** `tap(messageId, data)` presses a button of the keyboard. */
export function renderMessage(message, tap) {
  const node = element("div", {
    className: `message ${message.from_bot ? "bot" : "own"}`,
    "data-testid": "message",
    "data-message-id": message.message_id,
  }, bubble(message));
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length) node.append(renderKeyboard(rows, (data) => tap(message.message_id, data)));
  return node;
}

/** Put `node` in the place of `old`, the same message before its edit: what the reader opened stays open, what plays plays on. */
export function replaceMessage(old, node) {
  const [before, after] = [old, node].map((message) => message.querySelector(".photo, .sound"));
  if (before && after && before.src === after.src) {
    if (before.alt) before.alt = after.alt;
    after.replaceWith(before);
  }
  for (const opened of [".spoiler", "blockquote.expandable"]) {
    const after = node.querySelectorAll(opened);
    old.querySelectorAll(opened).forEach((part, index) => {
      for (const state of ["revealed", "open"]) if (part.classList.contains(state)) after[index]?.classList.add(state);
    });
  }
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(node);
  if (hadFocus) node.querySelector(".inline-button")?.focus({ preventScroll: true });
}

/** The words of a message in one line, for the list of chats. */
export function summary(message) {
  const words = message.text ?? message.caption ?? message.document?.file_name ?? message.audio?.file_name ?? (message.location ? "📍 Location" : "");
  const sign = { photo: "🖼 Photo", video: "🎬 Video", voice: "🎤 Voice message", audio: "🎵 Audio" };
  const kind = Object.keys(sign).find((each) => message[each]);
  const line = kind ? (words ? `${sign[kind].split(" ")[0]} ${words}` : sign[kind]) : words;
  return line.replace(/\s+/g, " ");
}

function bubble(message) {
  const text = message.text ?? message.caption ?? "";
  const node = element("div", { className: "bubble" });
  if (message.photo) node.append(photo(message));
  if (message.video) node.append(element("video", { className: "photo", src: message.video, controls: true, preload: "metadata", "aria-label": "Video" }));
  if (message.voice) node.append(player("Voice message", message.voice));
  if (message.audio) node.append(element("span", { className: "file-name" }, message.audio.file_name), player("Audio", message.audio.url));
  if (message.document) node.append(documentCard(message.document));
  if (message.location) node.append(locationCard(message.location));
  if (message.reply_to) node.prepend(quote(message.reply_to));
  if (message.photo && !text) node.classList.add("bare-photo");
  if (!message.entities?.length && !message.reply_markup && LONE_EMOJI.test(text)) node.classList.add("large-emoji");
  const words = element("span", { className: "text" }, renderText(text, message.entities ?? message.caption_entities));
  words.classList.toggle("ends-in-block", Boolean(words.lastChild?.matches?.("blockquote, .code-block")));
  node.append(element("div", { className: "body", dir: "auto" }, words, meta(message)));
  return node;
}

/** Its place is kept free until it is there. */
function photo({ photo: src, photo_size: [width, height], caption }) {
  return element("img", { className: "photo", src, width, height, alt: caption ? "Photo, described below" : "Photo" });
}

function player(label, src) {
  return element("audio", { className: "sound", src, controls: true, preload: "metadata", "aria-label": label });
}

function documentCard({ file_name, url }) {
  const name = element("span", { className: "file-name" }, file_name);
  return element("a", { className: "document", href: url, download: file_name }, element("span", { className: "file-icon" }, icon("file")), name);
}

function locationCard({ latitude, longitude }) {
  const where = `${Math.abs(latitude).toFixed(2)}° ${latitude < 0 ? "S" : "N"}, ${Math.abs(longitude).toFixed(2)}° ${longitude < 0 ? "W" : "E"}`;
  const pin = element("span", { className: "file-icon" }, icon("pin"));
  return element("div", { className: "document location" }, pin, element("span", { className: "file-name" }, where));
}

/** The message it replies to, as far as it is still there, in a line. */
function quote(messageId) {
  const words = document.querySelector(`[data-message-id="${messageId}"] .text`)?.textContent ?? "Deleted message";
  return element("div", { className: "reply-quote" }, words);
}

function meta(message) {
  const node = element("span", { className: "meta", title: fullMoment(message.date) });
  if (message.effect_id === PARTY_EFFECT) {
    node.append(element("button", { type: "button", className: "effect", "aria-label": "Play the effect again", onclick: celebrate }, "🎉"));
  }
  if (message.edit_date) node.append(element("span", { className: "edited" }, "edited"));
  node.append(element("time", { dateTime: new Date(message.date * 1000).toISOString() }, unixTime(message.date)));
  if (!message.from_bot) node.append(icon("ticks"));
  return node;
}
