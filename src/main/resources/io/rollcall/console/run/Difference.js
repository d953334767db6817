// What an attribute was and what it becomes. What goes is struck through, whatever else the row does.
import {html} from "../ui/html.js";

/** More values than these are a count. */
const MOST = 40;

/** @param {unknown} value @returns {string[]} */
const listed = (value) => (Array.isArray(value) ? value.map(shown) : value === undefined || value === null ? [] : [shown(value)]);

/** @param {unknown} value @returns {string} */
const shown = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** @param {{values: string[], gone: boolean}} props */
function Values({values, gone}) {
  const few = values.slice(0, MOST).join(", ") + (values.length > MOST ? `, … (${values.length})` : "");
  return gone ? html`<del>${few}</del>` : html`<ins>${few}</ins>`;
}

/** @param {{row: Pick<import("../api/types.js").Row, "before" | "after">}} props */
export function Difference({row}) {
  const names = [...new Set([...Object.keys(row.before ?? {}), ...Object.keys(row.after ?? {})])];
  return names.map((name) => {
    const before = listed(row.before?.[name]);
    const after = listed(row.after?.[name]);
    const gone = before.filter((value) => !after.includes(value));
    const come = after.filter((value) => !before.includes(value) && value !== "");
    if (gone.length === 0 && come.length === 0) return null;
    return html`<div key=${name}><span class="dim">${name}</span> ${" "}
      ${gone.length > 0 && html`<${Values} values=${gone} gone=${true} /> `}
      ${come.length > 0 && html`<${Values} values=${come} gone=${false} />`}</div>`;
  });
}
