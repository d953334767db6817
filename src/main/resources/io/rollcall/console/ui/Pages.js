// First page, next page. The address holds the marker, so the browser's Back is the page before.
import {route, to} from "../app/router.js";
import {t} from "../app/texts.js";
import {html} from "./html.js";

/** @param {{marker: string, next: string | undefined, parameter?: string}} props */
export function Pages({marker, next, parameter = "marker"}) {
  /** @param {string} value */
  const address = (value) => {
    const search = new URLSearchParams(route.value.search);
    if (value) search.set(parameter, value);
    else search.delete(parameter);
    const text = search.toString();
    return to(route.value.path + (text ? "?" + text : ""));
  };
  if (!marker && !next) return null;
  return html`<nav class="pages" aria-label=${t("pages")}>
    ${marker ? html`<a class="small" href=${address("")}>${t("pages.first")}</a>` : null}
    ${next ? html`<a class="small" href=${address(next)}>${t("pages.next")}</a>` : html`<span class="dim">${t("pages.end")}</span>`}
  </nav>`;
}
