// The plan for one person: what a synchronization would do for that name, without doing it.
import {t} from "../app/texts.js";
import {html} from "../ui/html.js";

/** @param {{start: (body: object) => void}} props */
export function TryOne({start}) {
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    start({action: "sync", user_names: [String(form.get("name"))], dry_run: true});
  };
  return html`<form onSubmit=${submit} class="row">
    <label>${t("tryOne")}<input name="name" required maxlength="64" spellcheck=${false} autocomplete="off" /></label>
    <button class="small">${t("tryOne.plan")}</button>
  </form>`;
}
