// A field whose words are in the address once the reader asks for them.
import {ask} from "../app/router.js";
import {t} from "../app/texts.js";
import {html} from "./html.js";

/** @param {{label: string, parameter: string, value: string, type?: string}} props */
export function Search({label, parameter, value, type = "search"}) {
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    ask({[parameter]: String(form.get(parameter) ?? "").trim(), marker: undefined});
  };
  return html`<form role="search" aria-label=${label} class="row search" onSubmit=${submit}>
    <label>${label}<input name=${parameter} type=${type} defaultValue=${value} key=${value} maxlength="64" spellcheck=${false} /></label>
    <button class="small">${t("search")}</button>
  </form>`;
}
