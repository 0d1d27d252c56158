/** The playground's control API: requests, and the stream of what happens. */

const RETRY_AFTER = 700;

export const say = (person, text) => post("say", { person, text });
export const show = (person, file, caption) =>
  request(`show?${new URLSearchParams({ person, name: file.name, caption })}`, {
    method: "POST", headers: { "Content-Type": file.type || "application/octet-stream" }, body: file,
  });
export const press = (person, label) => post("press", { person, label });
export const sharePlace = (person, latitude, longitude) => post("place", { person, latitude, longitude });
export const leaveReply = (person) => post("leave-reply", { person });
export const stopDraft = (person) => post("stop-draft", { person });
export const tap = (person, message_id, data) => post("tap", { person, message_id, data });
export const addPerson = (details) => post("people", details);
export const setBlocked = (person, blocked) => post("block", { person, blocked });
export const travel = (where) => post("clock", where);
export const addFault = (fault) => post("fault", fault);
export const clearChat = (person) => post("clear", { person });
export const choose = (offer) => post("choose", { offer });
export const clearFaults = () => request("faults", { method: "DELETE" });
export const loadState = () => request("state");

/**
 * Follow the playground for as long as the page is open. `onState` gets the whole state at first, after every reconnection and
 * when the server asks for it; `onEvent` every event after that; `onConnection` whether the server is there.
 */
export function follow({ onState, onEvent, onConnection }) {
  const source = new EventSource("/playground/events");
  let waiting = [];
  let opened = false;
  let over = false;
  let asked = 0;

  // Events that arrive while the state is on its way are applied on top of it: each says how something is now, so
  // one that the state already knows changes nothing.
  const refresh = async () => {
    waiting ??= [];
    const turn = ++asked;
    const state = await loadState();
    if (over || turn !== asked) return;
    const missed = waiting;
    waiting = null;
    onConnection(true);
    onState(state);
    missed.forEach((event) => onEvent(event, { missed: true }));
  };
  const retry = () => {
    if (over) return;
    over = true;
    source.close();
    onConnection(false);
    setTimeout(() => follow({ onState, onEvent, onConnection }), RETRY_AFTER);
  };

  source.onopen = () => {
    if (!opened) refresh().catch(retry);
    opened = true;
  };
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.type === "reset") refresh().catch(retry);
    else if (waiting) waiting.push(event);
    else onEvent(event, { missed: false });
  };
  source.onerror = retry;
}

const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function request(path, options) {
  const response = await fetch(`/playground/${path}`, options);
  if (!response.ok) throw new Error((await response.text()) || response.statusText);
  return response.status === 204 ? null : response.json();
}
