// An error in the server's words, with its code, and what can be done about it.
import {Refusal} from "../api/client.js";
import {t, word} from "../app/texts.js";
import {to} from "../app/router.js";
import {html} from "./html.js";

/** @param {{error: Error | undefined}} props */
export function Problem({error}) {
  if (!error) return null;
  if (!(error instanceof Refusal)) {
    return html`<div class="note bad" role="alert"><p>${t("problem.unreachable")}</p></div>`;
  }
  const action = /[a-z]+:[a-zA-Z]+:[a-zA-Z]+/.exec(error.message)?.[0];
  const hint = word("problem", String(error.status));
  return html`<div class="note bad" role="alert">
    <p><strong>${error.status} ${error.code}</strong> ${error.message.split(", canonicalRequest:")[0]}</p>
    ${hint !== String(error.status) && html`<p>${hint}</p>`}
    ${error.status === 403 && action && html`<pre>${JSON.stringify({Effect: "Allow", Action: [action]}, null, 2)}</pre>`}
    ${error.status === 401 && html`<p><a href=${to("/signature")}>${t("doctor.title")}</a></p>`}
    ${error.requestId && html`<p class="dim">X-Request-Id ${error.requestId}</p>`}
  </div>`;
}
