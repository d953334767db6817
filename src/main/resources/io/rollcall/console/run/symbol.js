// What a row does, in one sign.

/** @type {Record<string, "+" | "~" | "−">} */
const SIGNS = {
  create: "+", grant: "+", enable: "+", adopt: "+",
  update: "~", rename: "~", repair: "~",
  delete: "−", withdraw: "−", disable: "−",
};

/** @type {Record<string, string>} */
const LOOKS = {"+": "adds", "~": "changes", "−": "removes", "!": "refuses"};

/** @param {Pick<import("../api/types.js").Row, "before" | "after">} row */
const onlyTakesAway = ({before, after}) =>
  Object.values(before ?? {}).some(Array.isArray) && Object.values(after ?? {}).every((value) => Array.isArray(value) && value.length === 0);

/** @param {Omit<import("../api/types.js").Row, "outcome">} row */
export function symbolOf(row) {
  const sign = row.stage === "refused" ? "!" : (SIGNS[row.action] ?? "!");
  // A change that only takes members away is a removal to those who were members, and looks like one.
  return {sign, look: sign === "~" && onlyTakesAway(row) ? LOOKS["−"] : LOOKS[sign]};
}
