/** The list of people, each a private chat with the bot, and the form that adds one. */

import { listTime } from "./dates.js";
import { byId, element, icon } from "./dom.js";
import { summary } from "./message.js";
import { addPerson, setBlocked } from "./server.js";
import { toast } from "./toast.js";
import { unread } from "./unread.js";

const COLOURS = 7;

export function renderPeople({ people, chats, selected, now, onSelect }) {
  const rows = people.map((person) => {
    const chat = chats.get(person.id);
    const waiting = person.id === selected ? 0 : unread(person.id, chat.messages);
    const button = element("button", {
      type: "button", className: "person", "data-testid": "person", "data-person": person.id, onclick: () => onSelect(person.id),
      "aria-current": person.id === selected ? "true" : undefined,
    }, avatar(person.name, person.id), title(person, chat, now), preview(person, chat, waiting));
    return element("li", { className: "person-row" }, button, blockButton(person));
  });
  byId("people-list").replaceChildren(...rows);
}

/** A round of colour with the initials of a name; `seed` picks the colour. */
export function avatar(name, seed) {
  const node = element("span", { className: "avatar", "aria-hidden": "true" });
  return paintAvatar(node, name, seed);
}

export function paintAvatar(node, name, seed) {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [[...name][0] ?? "?"];
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  node.textContent = ends.map((word) => [...word][0]).join("").toUpperCase();
  node.dataset.colour = Math.abs(seed) % COLOURS;
  return node;
}

/** The dialogue that adds a learner; `onAdded(person)` gets the person as the playground made it. */
export function preparePersonDialog(onAdded) {
  const dialog = byId("person-dialog");
  const form = byId("person-form");
  byId("add-person").onclick = () => {
    form.reset();
    dialog.showModal();
    form.elements.name.focus();
  };
  // Enter would press the first button of the form, which is Cancel.
  form.onkeydown = (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[value=add]"));
  };
  form.onsubmit = async ({ submitter }) => {
    if (submitter?.value !== "add") return;
    const { name, language, admin } = form.elements;
    try {
      onAdded(await addPerson({ name: name.value.trim(), language: language.value.trim() || "en", admin: admin.checked }));
    } catch (error) {
      toast(error.message);
    }
  };
}

function title(person, chat, now) {
  const last = chat.messages.at(-1);
  const name = element("span", { className: "person-name" }, element("bdi", {}, person.name));
  if (person.admin) name.append(element("span", { className: "admin-badge" }, "admin"));
  return element("span", { className: "person-line" }, name, element("span", { className: "person-time" }, last ? listTime(last.date, now) : ""));
}

function preview(person, chat, waiting) {
  const words = element("span", { className: "person-words" });
  const last = chat.messages.at(-1);
  if (person.blocked) words.append(element("span", { className: "blocked-words" }, "blocked the bot"));
  else if (chat.action || chat.draft) words.append(element("span", { className: "typing-words" }, "typing…"));
  else if (last) words.append(...(last.from_bot ? [] : [element("span", { className: "own-words" }, "You: ")]), summary(last));
  else words.append("No messages yet");
  const line = element("span", { className: "person-line" }, words);
  if (waiting) line.append(element("span", { className: "badge", "aria-label": `${waiting} unread` }, waiting));
  return line;
}

function blockButton({ id, name, blocked }) {
  const label = blocked ? `${name}: unblock the bot` : `${name}: block the bot`;
  const onclick = () => setBlocked(id, !blocked).catch((error) => toast(error.message));
  return element("button", {
    type: "button", className: "icon-button block-button", "data-testid": "block", "aria-label": label, title: label, onclick,
  }, icon(blocked ? "unblock" : "block"));
}
