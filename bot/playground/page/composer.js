/** Below the chat: the field to write in, the menu of commands with type-ahead, and the START and UNBLOCK bars. */

import { byId, element } from "./dom.js";
import { toast } from "./toast.js";

const TALLEST = 180;

export class Composer {
  #field = byId("composer");
  #menu = byId("commands");
  #menuButton = byId("menu-button");
  #commands = [];
  #starting = false;
  #stoppable = false;
  #send;
  #attach;

  /**
   * `send(text)` says it to the bot, `attach(file, caption)` sends a file, `stop()` stops the message being written,
   * `unblock()` unblocks the bot; all resolve when the playground has heard.
   */
  constructor({ send, attach, stop, unblock }) {
    this.#send = send;
    this.#attach = attach;
    byId("attach").onclick = () => byId("attached").click();
    byId("attached").onchange = ({ target }) => this.#sendFile(target);
    byId("start").onclick = () => {
      if (this.#starting) return; // a second click would be a second /start
      this.#starting = true;
      this.send("/start");
    };
    byId("skip").onclick = (event) => {
      event.preventDefault();
      this.focus();
    };
    byId("unblock").onclick = unblock;
    byId("stop").onclick = stop;
    this.#field.oninput = () => this.#typed();
    byId("composer-form").onkeydown = (event) => this.#key(event);
    this.#menuButton.onclick = () => (this.#menu.hidden ? this.#open(this.#commands) : this.close());
    byId("composer-form").onsubmit = (event) => {
      event.preventDefault();
      this.#sendField();
    };
    document.addEventListener("pointerdown", ({ target }) => {
      if (!target.closest(".composer")) this.close();
    });
    this.#typed();
  }

  set commands(commands) {
    this.#commands = commands;
    this.#menuButton.hidden = !commands.length;
  }

  /** Whether there is a message being written that can be stopped: while nothing is typed, a button does that. */
  set stoppable(stoppable) {
    this.#stoppable = stoppable;
    this.#showButton();
  }

  /** What the footer offers: "write", "start", "unblock", or nothing where there is "nobody". */
  set mode(mode) {
    const wasInFooter = Boolean(document.activeElement?.closest(".composer"));
    byId("composer-form").hidden = mode !== "write";
    byId("start").hidden = mode !== "start";
    byId("unblock").hidden = mode !== "unblock";
    if (mode !== "start") this.#starting = false;
    if (mode !== "write") this.close();
    if (wasInFooter && !document.activeElement?.closest(".composer")) this.focus();
  }

  /** Put the focus on what the footer offers now. */
  focus() {
    [this.#field, byId("start"), byId("unblock")].find((each) => each.offsetParent)?.focus();
  }

  async send(text) {
    this.close();
    try {
      await this.#send(text);
    } catch (error) {
      toast(error.message);
      this.#starting = false;
      this.#field.value ||= text;
    }
    this.#typed();
  }

  /** Close the menu of commands; says whether it was open. */
  close() {
    const wasOpen = !this.#menu.hidden;
    this.#menu.hidden = true;
    this.#menuButton.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
    return wasOpen;
  }

  clear() {
    this.#field.value = "";
    this.#typed();
  }

  #sendField() {
    const text = this.#field.value.trim();
    if (!text) return this.#field.focus();
    this.clear();
    this.send(text);
  }

  /** Send the chosen file, with what is in the field as the words below it. */
  async #sendFile(chosen) {
    const [file] = chosen.files;
    const caption = this.#field.value.trim();
    chosen.value = "";
    if (!file) return;
    this.clear();
    try {
      await this.#attach(file, caption);
    } catch (error) {
      toast(error.message);
      this.#field.value ||= caption;
      this.#typed();
    }
  }

  #typed() {
    const { value } = this.#field;
    byId("send").classList.toggle("ready", value.trim() !== "");
    this.#showButton();
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, TALLEST)}px`;
    const matching = /^\/\w*$/.test(value) ? this.#commands.filter(({ command }) => command.startsWith(value.slice(1))) : [];
    if (matching.length) this.#open(matching);
    else this.close();
  }

  #showButton() {
    const stops = this.#stoppable && !this.#field.value.trim();
    const hadFocus = document.activeElement === byId("stop");
    byId("stop").hidden = !stops;
    byId("send").hidden = stops;
    if (hadFocus && !stops) this.focus();
  }

  #open(commands) {
    const chosen = commands.findIndex(({ command }) => `/${command}` === this.#field.value);
    this.#menu.replaceChildren(...commands.map((command, index) => this.#option(command, index)));
    this.#menu.hidden = false;
    this.#menuButton.setAttribute("aria-expanded", "true");
    this.#choose(this.#field.value ? Math.max(chosen, 0) : -1);
  }

  #option({ command, description }, index) {
    const traits = { id: `command-${index}`, role: "option", "data-testid": "command", "data-command": `/${command}` };
    const option = element("li", traits,
      element("span", { className: "command-name" }, `/${command}`), element("span", { className: "command-words" }, description));
    option.onclick = () => {
      this.clear();
      this.send(`/${command}`);
    };
    return option;
  }

  #choose(index) {
    const options = [...this.#menu.children];
    options.forEach((option, at) => option.setAttribute("aria-selected", at === index));
    options[index]?.scrollIntoView({ block: "nearest" });
    if (options[index]) this.#field.setAttribute("aria-activedescendant", options[index].id);
  }

  #key(event) {
    const options = this.#menu.hidden ? [] : [...this.#menu.children];
    const chosen = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (options.length && step) {
      event.preventDefault();
      this.#choose((Math.max(chosen, step === 1 ? -1 : 0) + step + options.length) % options.length);
    } else if (options[chosen] && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.#field.value = `${options[chosen].dataset.command} `;
      this.#typed();
    } else if (options[chosen] && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      options[chosen].click();
    } else if (event.key === "Enter" && !event.shiftKey && event.target === this.#field) {
      event.preventDefault();
      this.#sendField();
    }
  }
}
