/** Dates and times as the reader's machine would write them, always in the reader's own zone. */

const LOCALE = "en-GB";
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

const write = (moment, options) => new Intl.DateTimeFormat(LOCALE, options).format(moment);
const fromUnix = (unix) => new Date(unix * 1000);

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const clockTime = (moment) => write(moment, CLOCK);
export const longDate = (moment) => write(moment, { weekday: "long", day: "numeric", month: "long" });
export const unixTime = (unix) => clockTime(fromUnix(unix));
export const fullMoment = (unix) => write(fromUnix(unix), { dateStyle: "full", timeStyle: "medium" });

/** The day of a moment, as a key to compare. */
export const dayKey = (unix) => fromUnix(unix).toDateString();

/** The heading over a day's messages: Today, Yesterday, or the date. */
export function dayTitle(unix, now) {
  const day = fromUnix(unix);
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return "Today";
  if (day.toDateString() === yesterday.toDateString()) return "Yesterday";
  const year = day.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return write(day, { day: "numeric", month: "long", ...year });
}

/** The short time of a chat in the list: 14:05, Mon, or 3 Nov. */
export function listTime(unix, now) {
  const moment = fromUnix(unix);
  if (moment.toDateString() === now.toDateString()) return clockTime(moment);
  const recent = now - moment < 6 * 86400e3;
  return write(moment, recent ? { weekday: "short" } : { day: "numeric", month: "short" });
}

/** A date_time entity's text: its format is r (relative), or any of w (weekday), d or D (date), t or T (time). */
export function formatMoment(unix, format) {
  const moment = fromUnix(unix);
  if (format === "r") return write(moment, { dateStyle: "medium", timeStyle: "short" });
  const options = {};
  if (/w/i.test(format)) options.weekday = "long";
  if (/d/.test(format)) Object.assign(options, { day: "2-digit", month: "2-digit", year: "numeric" });
  if (/D/.test(format)) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/i.test(format)) Object.assign(options, CLOCK);
  if (/T/.test(format)) options.second = "2-digit";
  return write(moment, options);
}
