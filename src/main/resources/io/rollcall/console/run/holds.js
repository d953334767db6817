// The numbers of a hold, out of the guard's own sentences.

/**
 * @typedef {{what: "accounts" | "groups" | "members", group?: string, count: number, setting: string, value: number}} Hold
 *     count: how many the plan removes; setting and value: what would let this plan pass
 */

/** @param {number} count @param {number} of */
const percent = (count, of) => Math.ceil((count * 100) / of);

const REMOVED = /^it would (?:disable or )?remove (\d+)(?: of (\d+))? (accounts|groups), and the limit is \d+/;
const LOST = /^the group '(.*)' would lose (\d+) of (\d+) members, and the limit is \d+/;

/** @param {string} reason @returns {Hold | undefined} empty for a sentence that this page does not know */
function holdOf(reason) {
  const removed = REMOVED.exec(reason);
  if (removed) {
    const count = Number(removed[1]);
    const what = removed[3] === "groups" ? "groups" : "accounts";
    return removed[2] === undefined
      ? {what, count, setting: "removed_accounts", value: count}
      : {what, count, setting: "removed_percent", value: percent(count, Number(removed[2]))};
  }
  const lost = LOST.exec(reason);
  if (!lost) return undefined;
  const count = Number(lost[2]);
  return {what: "members", group: lost[1], count, setting: "group_percent", value: percent(count, Number(lost[3]))};
}

/** @param {string[]} reasons @returns {Hold[]} */
export const holdsOf = (reasons) => reasons.map(holdOf).filter((hold) => hold !== undefined);

/** What the configuration of the cluster would have to say for this plan to pass. @param {Hold[]} holds */
export function guardOf(holds) {
  /** @type {Map<string, number>} */
  const least = new Map();
  for (const {setting, value} of holds) least.set(setting, Math.max(value, least.get(setting) ?? 0));
  return `guard: {${[...least].map(([setting, value]) => `${setting}: ${value}`).join(", ")}}`;
}
