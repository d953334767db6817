// The numbers of a hold, out of the guard's own sentences.

/**
 * @typedef {{what: "accounts" | "groups" | "members", group: string, disables: boolean, count: number, of?: number, limit: number,
 *     setting: string, value: number}} Hold
 *     count: how many the plan takes away, of how many; setting and value: what would let this plan pass
 */

/** @param {number} count @param {number} of */
const percent = (count, of) => Math.ceil((count * 100) / of);

const MANY = /^it would (?<does>disable or remove|remove) (?<count>\d+) accounts, and the limit is (?<limit>\d+)$/;
const PART = /^it would (?<does>disable or remove|remove) (?<count>\d+) of (?<of>\d+) (?<what>accounts|groups), and the limit is (?<limit>\d+) %$/;
const LOST = /^the group '(?<group>.*)' would lose (?<count>\d+) of (?<of>\d+) (?<what>members), and the limit is (?<limit>\d+) %$/;

/** @param {string} reason @returns {Hold | undefined} nothing for a sentence that this page does not know */
export function holdOf(reason) {
  const said = (MANY.exec(reason) ?? PART.exec(reason) ?? LOST.exec(reason))?.groups;
  if (!said) return undefined;
  const hold = {group: said.group ?? "", disables: said.does === "disable or remove", count: Number(said.count), limit: Number(said.limit)};
  if (said.of === undefined) return {...hold, what: "accounts", setting: "removed_accounts", value: hold.count};
  const of = Number(said.of);
  const value = percent(hold.count, of);
  return said.what === "members" ? {...hold, what: "members", of, setting: "group_percent", value}
    : {...hold, what: said.what === "groups" ? "groups" : "accounts", of, setting: "removed_percent", value};
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
