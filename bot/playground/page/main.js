/** The page: holds what the playground said, hears what happens, and hands it to the parts of the page. */

import { Conversation } from "./chat.js";
import { Composer } from "./composer.js";
import { byId, element } from "./dom.js";
import { BotInput } from "./input.js";
import { settle } from "./keyboard.js";
import { summary } from "./message.js";
import { paintAvatar, preparePersonDialog, renderPeople } from "./people.js";
import { clearChat, follow, leaveReply, press, say, setBlocked, sharePlace, show, stopDraft, tap } from "./server.js";
import { preparePanels } from "./panels.js";
import { addCall, now, prepareTools, setClock, showCalls, showFaults, showOffers, showProblems } from "./tools.js";
import { alertBox, toast } from "./toast.js";
import { markRead } from "./unread.js";

const world = { bot: {}, people: [], chats: new Map(), commands: [], ownCommands: {} };
let selected = null;
let connected = false;

const conversation = new Conversation({
  now,
  tap: (messageId, data) => tap(selected, messageId, data),
  command: (text) => composer.send(text),
});
const composer = new Composer({
  send: (text) => say(selected, text),
  attach: (file, caption) => show(selected, file, caption),
  stop: () => stopDraft(selected).catch((error) => toast(error.message)),
  unblock: () => setBlocked(selected, false).catch((error) => toast(error.message)),
});
const botInput = new BotInput({
  press: (label) => press(selected, label),
  share: (latitude, longitude) => sharePlace(selected, latitude, longitude),
  leave: () => leaveReply(selected),
});
const panels = preparePanels({ closeFirst: () => composer.close() });

prepareTools();
preparePersonDialog((person) => person?.id && select(person.id));
byId("clear-chat").onclick = () => clearChat(selected).catch((error) => toast(error.message));
addEventListener("hashchange", () => select(personInAddress()));
follow({
  onState: load,
  onEvent: (event, how) => {
    HEARD[event.type]?.(event, how);
    if (event.type !== "call") refresh();
  },
  onConnection: (state) => {
    connected = state;
    showStatus();
  },
});

const HEARD = {
  message: putMessage,
  edit: putMessage,
  delete({ chat, message_id }) {
    const { messages } = chatOf(chat);
    const at = messages.findIndex((message) => message.message_id === message_id);
    if (at >= 0) messages.splice(at, 1);
    if (chat === selected) conversation.remove(message_id);
  },
  draft({ chat, draft }) {
    chatOf(chat).draft = draft;
    if (chat === selected) conversation.setDraft(draft);
  },
  action({ chat, action }) {
    chatOf(chat).action = action;
  },
  input({ chat, input }) {
    chatOf(chat).input = input;
  },
  answer({ chat, query_id, text, alert }) {
    settle(query_id);
    if (!text || chat !== selected) return;
    if (alert) alertBox(text);
    else toast(text);
  },
  call: ({ call }) => addCall(call),
  clock({ now: iso }) {
    setClock(iso);
    conversation.retitleDays();
  },
  people({ people }) {
    world.people = people;
    if (!selected && people.length) select(people[0].id);
  },
  bot({ bot }) {
    world.bot = bot;
    showBot();
  },
  commands: takeCommands,
  problems: ({ problems }) => showProblems(problems),
  offers: ({ offers }) => showOffers(offers),
};

function load(state) {
  world.bot = state.bot;
  world.people = state.people;
  world.chats = new Map(Object.entries(state.chats).map(([id, chat]) => [Number(id), chat]));
  setClock(state.now);
  showBot();
  takeCommands(state);
  showProblems(state.problems);
  showOffers(state.offers);
  showCalls(state.calls);
  showFaults(state.faults);
  document.body.classList.remove("loading");
  const known = [personInAddress(), selected, state.people[0]?.id].find((id) => state.people.some((person) => person.id === id));
  selected = null;
  select(known ?? null);
}

function takeCommands({ commands, own_commands: ownCommands }) {
  Object.assign(world, { commands, ownCommands });
}

function select(id) {
  if (id === selected) return panels.closeDrawer();
  if (selected) composer.clear();
  selected = id;
  history.replaceState(null, "", id ? `#${id}` : location.pathname + location.search);
  conversation.show(chatOf(id));
  panels.closeDrawer();
  refresh();
}

function putMessage({ chat, message }, { missed }) {
  const held = chatOf(chat);
  const at = held.messages.findIndex((known) => known.message_id === message.message_id);
  if (at >= 0) held.messages[at] = message;
  else held.messages.push(message);
  if (message.from_bot && at < 0) Object.assign(held, { action: null, draft: null });
  if (chat === selected) conversation.put(message, { missed });
}

/** Everything that depends on more than one event. */
function refresh() {
  const { messages } = chatOf(selected);
  const person = world.people.find(({ id }) => id === selected);
  if (person) markRead(selected, messages);
  renderPeople({ people: world.people, chats: { get: chatOf }, selected, now: now(), onSelect: select });
  const { descriptions } = world.bot;
  byId("description").textContent = descriptions?.[person?.language] || descriptions?.[""] || "No messages here yet.";
  byId("empty").hidden = !person || messages.length > 0 || Boolean(chatOf(selected).draft);
  composer.commands = world.ownCommands[selected] ?? world.commands;
  composer.mode = modeFor(person, messages);
  composer.stoppable = Boolean(chatOf(selected).draft?.can_stop);
  showInput(person, messages);
  showStatus();
}

function showInput(person, messages) {
  const input = modeFor(person, messages) === "write" ? chatOf(selected).input : null;
  const asked = messages.find((message) => message.message_id === input?.message_id);
  botInput.show(input ?? null, asked ? summary(asked) : "");
}

function modeFor(person, messages) {
  if (!person) return "nobody";
  if (person.blocked) return "unblock";
  return messages.length ? "write" : "start";
}

function showStatus() {
  const status = byId("status");
  const typing = connected && chatOf(selected).action === "typing";
  const kind = connected ? (typing ? "typing" : "bot") : "connecting…";
  if (status.dataset.kind === kind) return;
  status.dataset.kind = kind;
  status.replaceChildren(typing ? element("span", { className: "typing", "data-testid": "typing" }, "typing", dots()) : kind);
}

const dots = () => element("span", { className: "dots", "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("i")));

function showBot() {
  const { first_name: name, username } = world.bot;
  document.title = `${name} · Playground`;
  byId("bot-name").textContent = byId("empty-name").textContent = name;
  byId("bot-name").title = `@${username}`;
  paintAvatar(byId("bot-avatar"), name, name.length);
  paintAvatar(byId("empty-avatar"), name, name.length);
}

function chatOf(id) {
  if (!world.chats.has(id)) world.chats.set(id, { messages: [], draft: null, action: null, input: null });
  return world.chats.get(id);
}

const personInAddress = () => Number(location.hash.slice(1)) || null;
