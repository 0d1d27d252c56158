/** How far each chat was read, remembered by the browser over reloads. */

const key = (person) => `read:${person}`;

export function unread(person, messages) {
  const newest = messages.at(-1)?.message_id ?? 0;
  const mark = Number(localStorage.getItem(key(person)) ?? 0);
  // A mark beyond the newest message is of a playground that has since begun anew.
  const upTo = mark > newest ? 0 : mark;
  return messages.filter((message) => message.from_bot && message.message_id > upTo).length;
}

export function markRead(person, messages) {
  localStorage.setItem(key(person), messages.at(-1)?.message_id ?? 0);
}
