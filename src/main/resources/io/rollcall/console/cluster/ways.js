// The ways out of a refusal, what each takes, and whom else it touches as far as the last comparison knows.
import {t} from "../app/texts.js";
import {shell} from "../samples/text.js";

/**
 * @typedef {{kind: string, name: string, reason: string}} Refusal
 * @typedef {{text: string, code?: string, touches?: string}} Way
 */

/** More names than these are a count. */
const MOST = 5;

/** @param {string[]} names */
const some = (names) => names.slice(0, MOST).join(", ") + (names.length > MOST ? ", …" : "");

/** A name as YAML takes it in a list. @param {string} name */
const yaml = (name) => (/^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(name));

/** The command that takes an object out of what was asked for. @param {Refusal} refusal @returns {Way} */
const leaveOut = ({kind, name}) => ({
  text: t("way.leaveOut"),
  code: `rollcall cancel --${kind} ${shell(name)}`,
  touches: t(kind === "group" ? "touches.members" : "touches.nobody"),
});

/** @param {string} reason @returns {{setting: string, found: number} | undefined} */
function lengthOf(reason) {
  const match = /has (\d+) to (\d+) characters, this one has (\d+)/.exec(reason);
  if (!match) return undefined;
  const [least, , found] = match.slice(1).map(Number);
  return {setting: reason.includes("group name") ? "longest_group" : found < least ? "shortest_user" : "longest_user", found};
}

/** Those that the same setting lets in, too. @param {Refusal} refusal @param {Refusal[]} all @param {boolean} whole whether all refusals are known */
function alsoLetIn(refusal, all, whole) {
  const own = lengthOf(refusal.reason);
  const others = all.filter((other) => {
    const length = lengthOf(other.reason);
    return other.name !== refusal.name && own && length && length.setting === own.setting
      && (own.setting === "shortest_user" ? length.found >= own.found : length.found <= own.found);
  });
  const told = others.length > 0 ? t("touches.others", {count: others.length, names: some(others.map((other) => other.name))}) : t("touches.nobodyElse");
  return `${told} ${t(whole ? "touches.later" : "touches.notAll")}`;
}

/**
 * @param {Refusal} refusal @param {Refusal[]} all the refusals that are known @param {boolean} whole whether these are all
 * @returns {Way[]} the one that changes least first; empty where only the Manager or time helps
 */
export function waysOf(refusal, all, whole) {
  const {kind, name, reason} = refusal;
  const rename = {text: t("way.rename", {name}), touches: t("touches.nobody")};
  const length = lengthOf(reason);
  if (length) {
    return [rename, {text: t("way.configure"), code: `names: {${length.setting}: ${length.found}}`, touches: alsoLetIn(refusal, all, whole)}, leaveOut(refusal)];
  }
  if (/belongs to the Manager|operating system|reserved|means/.test(reason) && (kind === "user" || kind === "group")) {
    return [rename, {text: t("way.allow"), code: `names: {allowed_${kind}s: [${yaml(name)}]}`, touches: t("touches.ofThatName")}, leaveOut(refusal)];
  }
  if (/letter case or blanks/.test(reason)) return [{text: t("refusal.twin"), touches: t("touches.nobody")}, leaveOut(refusal)];
  if (/holds only|cannot begin|cannot be shown/.test(reason)) return [rename, leaveOut(refusal)];
  if (/stands for the IAM id|is disabled and kept/.test(reason)) {
    const holder = /^'([^']+)'/.exec(reason)?.[1] ?? name;
    return [rename, {text: t("way.free"), code: `rollcall cancel --${kind} ${shell(holder)}`, touches: t("touches.holder", {name: holder})}];
  }
  if (/no POSIX number is left/.test(reason)) return [{text: t("way.configure"), code: "numbers: {last: …}", touches: t("touches.nobody")}, leaveOut(refusal)];
  if (/can hold no more/.test(reason)) return [{text: t("way.room"), touches: t("touches.unknown")}, leaveOut(refusal)];
  if (kind === "role" && /no such role/.test(reason)) {
    return [{text: t("way.makeRole", {name}), touches: t("touches.ofPolicy")},
      {text: t("way.entitlements"), code: "entitlements: {system: {POLICY: {roles: […]}}}", touches: t("touches.ofPolicy")}];
  }
  if (/no such group of its own/.test(reason)) return [{text: t("way.makeGroup", {name}), touches: t("touches.ofPolicy")}];
  if (/no such user|no such group|is gone/.test(reason)) return [leaveOut(refusal)];
  if (/no MRS policy/.test(reason)) return [{text: t("way.policy"), touches: t("touches.ofGroup")}, leaveOut(refusal)];
  if (/disabled in the IAM/.test(reason)) return [{text: t("way.enable"), touches: t("touches.nobody")}, leaveOut(refusal)];
  if (/not complete/.test(reason)) return [{text: t("way.wait")}];
  if (/not among the removals/.test(reason)) return [{text: t("way.release")}];
  if (/did not make|not made|exists/.test(reason)) {
    return [rename, {text: t("way.adopt"), code: "rollcall adopt --from FORMER_CLUSTER_ID --dry-run", touches: t("touches.adopted")}, leaveOut(refusal)];
  }
  return kind === "user" || kind === "group" ? [leaveOut(refusal)] : [];
}
