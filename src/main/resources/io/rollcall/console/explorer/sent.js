// What was sent from this tab. Passwords are not kept.
import {signal} from "../vendor/signals.js";

/** @typedef {{operation: string, method: string, values: Record<string, string>, status: number, at: string}} Sent */

const MOST = 50;
const SECRET = "body.password";

/** @returns {Sent[]} */
const stored = () => {
  try {
    return JSON.parse(sessionStorage.getItem("history") ?? "[]");
  } catch {
    return [];
  }
};

export const history = signal(stored());

/** @param {Sent} sent */
export function note(sent) {
  const values = Object.fromEntries(Object.entries(sent.values).filter(([name]) => name !== SECRET));
  history.value = [{...sent, values}, ...history.value].slice(0, MOST);
  sessionStorage.setItem("history", JSON.stringify(history.value));
}
