/** What the bot makes of the field to write in: big buttons below it, or a reply to one of its messages. And sharing a place. */

import { byId, element } from "./dom.js";
import { toast } from "./toast.js";

const PLACES = [
  ["Berlin", 52.52, 13.4], ["New York", 40.71, -74.01], ["Tokyo", 35.69, 139.69],
  ["Nairobi", -1.29, 36.82], ["Kathmandu", 27.71, 85.32], ["Open sea", 30, -40],
];

export class BotInput {
  #field = byId("composer");
  #dialog = byId("place-dialog");
  #press;
  #shown = null;

  /** `press(label)` says what a button says, `share(latitude, longitude)` shares a place, `leave()` dismisses the reply. */
  constructor({ press, share, leave }) {
    this.#press = press;
    byId("share-place").onclick = () => this.#askForPlace();
    byId("leave-reply").onclick = () => leave().catch((error) => toast(error.message));
    const form = byId("place-form");
    for (const [name, latitude, longitude] of PLACES) {
      const choice = element("button", { type: "button", className: "place-choice" }, name);
      choice.onclick = () => Object.assign(form.elements.latitude, { value: latitude }) && Object.assign(form.elements.longitude, { value: longitude });
      byId("place-choices").append(choice);
    }
    this.#dialog.onclose = () => {
      const { latitude, longitude } = form.elements;
      if (this.#dialog.returnValue === "share") share(Number(latitude.value), Number(longitude.value)).catch((error) => toast(error.message));
    };
  }

  /** Show what the bot has asked for, or null; `words` are those of the message to reply to. */
  show(input, words) {
    if (JSON.stringify(input) === JSON.stringify(this.#shown)) return;
    const replies = Boolean(input && (input.forces_reply || !input.rows.length));
    this.#shown = input;
    this.#field.placeholder = input?.placeholder || "Message";
    byId("reply-bar").hidden = !replies;
    byId("reply-words").textContent = replies ? words : "";
    byId("big-buttons").replaceChildren(...(input?.rows ?? []).map((row) => this.#row(row)));
    byId("big-buttons").hidden = !input?.rows.length;
    if (replies) this.#field.focus();
  }

  #row(row) {
    return element("div", { className: "big-row" }, ...row.map((button) => this.#button(button)));
  }

  #button({ text, request_location }) {
    const button = element("button", { type: "button", className: "big-button" }, text);
    button.onclick = () => (request_location ? this.#askForPlace() : this.#press(text).catch((error) => toast(error.message)));
    return button;
  }

  #askForPlace() {
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
  }
}
