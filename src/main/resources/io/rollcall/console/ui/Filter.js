// Counts that are filters: each is a button that narrows the rows to it, or widens them again.
import {ask} from "../app/router.js";
import {html} from "./html.js";

/**
 * @param {{label: string, parameter: string, chosen: string, options: {value: string, label: string, count?: number, look?: string}[]}} props
 */
export function Filter({label, parameter, chosen, options}) {
  return html`<div class="filter" role="group" aria-label=${label}>
    ${options.map(({value, label: text, count, look}) => html`<button type="button" key=${value} class=${look ?? ""}
      aria-pressed=${value === chosen} onClick=${() => ask({[parameter]: value === chosen ? undefined : value, marker: undefined})}>
      ${count !== undefined && html`<strong>${count.toLocaleString()}</strong> `}${text}</button>`)}
  </div>`;
}
