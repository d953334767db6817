// A question before something changes, as a dialog of the browser: it keeps the focus and Escape closes it.
import {useEffect, useRef} from "../vendor/hooks.js";
import {t} from "../app/texts.js";
import {html} from "./html.js";

/**
 * @param {{title: string, children?: any, yes: string, danger?: boolean, close: () => void,
 *     confirm: (comment: string) => void, comment?: boolean}} props
 */
export function Confirm({title, children, yes, danger = false, close, confirm, comment = false}) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const words = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  return html`<dialog ref=${dialog} onClose=${close} aria-labelledby="question">
    <h2 id="question">${title}</h2>
    ${children}
    ${comment && html`<label>${t("comment")}<input ref=${words} name="comment" maxlength="500" autocomplete="off" placeholder=${t("comment.why")} /></label>`}
    <p class="actions">
      <button type="button" class=${danger ? "main danger" : "main"} onClick=${() => {
        confirm(words.current?.value.trim() ?? "");
        dialog.current?.close();
      }}>${yes}</button>
      <button type="button" class="small" onClick=${() => dialog.current?.close()}>${t("back")}</button>
    </p>
  </dialog>`;
}
