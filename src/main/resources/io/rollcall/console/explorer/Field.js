// One value of a request, by its type.
import {t} from "../app/texts.js";
import {html} from "../ui/html.js";
import {Prose} from "../ui/Prose.js";
import {keyOf, typeOf} from "./call.js";

/** @param {any} schema */
const example = (schema) => {
  const first = schema?.examples?.[0];
  return first === undefined ? undefined : Array.isArray(first) ? first.join("\n") : String(first);
};

/**
 * @param {{field: import("./description.js").Parameter, value: string, set: (value: string) => void}} props
 */
export function Field({field, value, set}) {
  const id = keyOf(field);
  const type = typeOf(field.schema);
  const notes = [field.description, field.schema?.default !== undefined && t("field.default", {value: String(field.schema.default)})];
  const common = {
    id,
    name: id,
    value,
    required: field.required,
    "aria-describedby": `${id}-about`,
    onInput: (/** @type {any} */ event) => set(event.target.value),
  };
  /** @type {string[] | undefined} */
  const options = type === "boolean" ? ["true", "false"] : field.schema?.enum;
  let input;
  if (options) {
    input = html`<select ...${common}>
      <option value="">${t("field.absent")}</option>
      ${options.map((option) => html`<option value=${option} selected=${option === value}>${option}</option>`)}
    </select>`;
  } else if (type === "array") {
    input = html`<textarea ...${common} rows="3" placeholder=${t("field.lines")} spellcheck=${false}></textarea>`;
  } else {
    input = html`<input ...${common} type=${field.name === "password" ? "password" : type === "integer" ? "number" : "text"}
      min=${field.schema?.minimum} max=${field.schema?.maximum} pattern=${field.schema?.pattern?.replace(/^\^|\$$/g, "").replace("_-]", "_\\-]")}
      placeholder=${example(field.schema)} autocomplete="off" spellcheck=${false} />`;
  }
  return html`<div class="field">
    <label for=${id}>${field.name}${field.required && html` <span class="required">${t("field.required")}</span>`}</label>
    ${input}
    <small id=${`${id}-about`}><${Prose} text=${notes.filter(Boolean).join(" ")} /></small>
  </div>`;
}
