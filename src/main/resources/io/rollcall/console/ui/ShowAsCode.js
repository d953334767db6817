// The call behind a page, as programs.
import {useState} from "../vendor/hooks.js";
import {session} from "../api/session.js";
import {t} from "../app/texts.js";
import {callOf} from "../explorer/call.js";
import {describe} from "../explorer/description.js";
import {SampleCode} from "../explorer/SampleCode.js";
import {html} from "./html.js";
import {useLoad} from "./useLoad.js";

/** @param {{operation: string, values: import("../explorer/call.js").Values}} props */
function Code({operation, values}) {
  const {data} = useLoad(() => describe(), []);
  const found = data?.find((one) => one.id === operation);
  if (!found) return null;
  const filled = {"path.project_id": session.value?.project ?? "", ...values};
  return html`<${SampleCode} id=${"code-" + operation} call=${callOf(found, filled, location.origin)} />`;
}

/**
 * @param {{operation: string, values?: import("../explorer/call.js").Values, title?: string}} props the values by
 *     "place.name", as in the explorer's form
 */
export function ShowAsCode({operation, values = {}, title}) {
  const [open, setOpen] = useState(false);
  return html`<details class="code" onToggle=${(/** @type {any} */ event) => setOpen(event.target.open)}>
    <summary>${title ?? t("asCode")}</summary>
    ${open && html`<${Code} operation=${operation} values=${values} />`}
  </details>`;
}
