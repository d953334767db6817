// The guard's sentences in the reader's language. The API has them in English alone; those that this page does not know stay so.
import {t} from "../app/texts.js";
import {holdOf} from "./holds.js";

/** What a note of an operation begins with that says why its plan is held, or would be. */
const HELD = "held: ";

/** @param {string} note */
export const isHold = (note) => note.startsWith(HELD);

/** Which limit a plan breaks. @param {string} reason */
export function whyHeld(reason) {
  const hold = holdOf(reason);
  if (!hold) return reason;
  const {what, group, disables, count, of, limit} = hold;
  return t(of === undefined ? "held.reason.many" : `held.reason.${what}`, {
    does: t(disables ? "held.does.disable" : "held.does.remove"), group,
    count: count.toLocaleString(), of: of?.toLocaleString() ?? "", limit: limit.toLocaleString(),
  });
}

/** A note of an operation. @param {string} note */
export const noteInWords = (note) => isHold(note) ? t("held.note", {reason: whyHeld(note.slice(HELD.length))}) : note;
