/** The conversation: messages under the headings of their days, the draft at the end, and the reader's place in it. */

import { celebrate, PARTY_EFFECT } from "./confetti.js";
import { dayKey, dayTitle } from "./dates.js";
import { byId, calmMotion, element } from "./dom.js";
import { Draft } from "./draft.js";
import { tapText } from "./entities.js";
import { renderMessage, replaceMessage } from "./message.js";

const NEAR_THE_END = 60;
const DRAFT_LINGERS_FOR = 400;
const DATE_SHOWN_FOR = 900;

export class Conversation {
  #list = byId("messages");
  #scroller = byId("scroller");
  #toBottom = byId("to-bottom");
  #draft = null;
  #draftLeaves = 0;
  #movingEnds = 0;
  #below = 0;
  #pressing = false;
  #held = [];
  #now;
  #tap;

  /** `now()` is the playground's time, `tap(messageId, data)` presses a button, `command(text)` sends a command. */
  constructor({ now, tap, command }) {
    this.#now = now;
    this.#tap = tap;
    this.#scroller.onscroll = () => this.#moved();
    this.#toBottom.onclick = () => this.scrollToEnd();
    this.#list.onclick = ({ target }) => this.#tapped(target, command);
    this.#list.onpointerdown = ({ target }) => { this.#pressing = Boolean(target.closest(".inline-button")); };
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => this.#release())); // its click comes first
    this.#list.onkeydown = (event) => {
      if (event.key === "Enter" && event.target.matches(".spoiler")) this.#tapped(event.target, command);
    };
  }

  /** Show another chat from the start. */
  show({ messages, draft }) {
    this.#held = [];
    this.#dropDraft();
    this.#list.replaceChildren();
    for (const message of messages) this.#append(renderMessage(message, this.#tap), message.date);
    if (draft) this.#setDraft(draft);
    this.#below = 0;
    this.#scroller.scrollTop = 0;
    this.#placeChanged();
  }

  /** A message that is new, or edited. */
  put(message, { missed }) {
    this.#unpressed(() => this.#put(message, missed));
  }

  remove(messageId) {
    this.#unpressed(() => this.#remove(messageId));
  }

  #put(message, missed) {
    const old = this.#find(message.message_id);
    const node = renderMessage(message, this.#tap);
    this.#change(() => {
      if (old) return replaceMessage(old, node);
      const followsDraft = message.from_bot && this.#dropDraft();
      this.#append(node, message.date);
      if (!followsDraft && !missed) node.classList.add("arriving");
    });
    if (old) return node.classList.add("changed");
    if (!message.from_bot) this.scrollToEnd();
    else if (!this.#atEnd) this.#below += 1;
    this.#placeChanged();
    if (message.effect_id === PARTY_EFFECT && !missed) celebrate();
  }

  #remove(messageId) {
    const node = this.#find(messageId);
    const day = node?.parentElement;
    this.#change(() => {
      node?.remove();
      if (day && !day.querySelector(".message")) day.remove();
    });
  }

  /** The text being typed, or null. The bubble lingers for a moment, for the message that takes its place. */
  setDraft(draft) {
    this.#unpressed(() => this.#setDraft(draft));
  }

  #setDraft(draft) {
    clearTimeout(this.#draftLeaves);
    if (!draft) {
      this.#draftLeaves = setTimeout(() => this.#unpressed(() => this.#change(() => this.#dropDraft())), DRAFT_LINGERS_FOR);
      return;
    }
    this.#change(() => {
      if (!this.#draft) {
        this.#draft = new Draft();
        this.#append(this.#draft.node, this.#now() / 1000);
        this.#follow(this.#draft.node);
      }
      this.#draft.update(draft);
    });
  }

  /** The playground's date may have changed: Today is another day. */
  retitleDays() {
    for (const day of this.#list.children) day.querySelector(".date span").textContent = dayTitle(Number(day.dataset.unix), this.#now());
  }

  scrollToEnd() {
    this.#scroller.scrollTo({ top: 0, behavior: calmMotion() ? "instant" : "smooth" });
  }

  get #atEnd() {
    return this.#scroller.scrollTop > -NEAR_THE_END;
  }

  /** Act when no button is held down: a press that ends on another node than it began on is no click. */
  #unpressed(act) {
    if (this.#pressing) this.#held.push(act);
    else act();
  }

  #release() {
    this.#pressing = false;
    for (const act of this.#held.splice(0)) act();
  }

  #find(messageId) {
    return this.#list.querySelector(`[data-message-id="${messageId}"]`);
  }

  #append(node, unix) {
    let day = this.#list.lastElementChild;
    if (day?.dataset.day !== dayKey(unix)) {
      day = element("section", { className: "day", "data-day": dayKey(unix), "data-unix": unix },
        element("div", { className: "date" }, element("span", {}, dayTitle(unix, this.#now()))));
      this.#list.append(day);
    }
    day.append(node);
    if (this.#draft && this.#draft.node !== node) day.append(this.#draft.node);
  }

  #dropDraft() {
    clearTimeout(this.#draftLeaves);
    const draft = this.#draft;
    this.#draft = null;
    draft?.stop();
    draft?.node.remove();
    return draft;
  }

  /** Change the list; a reader at the end sees it glide to its new height instead of jumping. */
  #change(act) {
    const before = this.#list.offsetHeight;
    act();
    this.#glide(this.#list.offsetHeight - before);
  }

  #glide(distance) {
    if (!distance || !this.#atEnd || calmMotion()) return;
    const far = Math.min(Math.abs(distance), this.#scroller.clientHeight) * Math.sign(distance);
    this.#list.animate([{ transform: `translateY(${far}px)` }, { transform: "none" }],
      { duration: 220, easing: "cubic-bezier(.2,.7,.2,1)", composite: "add" });
  }

  /** The draft grows by itself, between its updates. */
  #follow(node) {
    let height = 0;
    new ResizeObserver(([{ target }]) => {
      if (height && target.isConnected) this.#glide(target.offsetHeight - height);
      height = target.offsetHeight;
    }).observe(node);
  }

  #moved() {
    this.#scroller.classList.add("moving");
    clearTimeout(this.#movingEnds);
    this.#movingEnds = setTimeout(() => this.#scroller.classList.remove("moving"), DATE_SHOWN_FOR);
    this.#placeChanged();
  }

  #placeChanged() {
    if (this.#atEnd) this.#below = 0;
    this.#toBottom.classList.toggle("shown", !this.#atEnd);
    byId("below").textContent = this.#below || "";
  }

  #tapped(target, command) {
    const tapped = tapText(target);
    if (tapped) command(tapped);
  }
}
