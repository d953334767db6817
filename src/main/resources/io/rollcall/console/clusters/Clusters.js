// The way to a cluster by its id.
import {session} from "../api/session.js";
import {go, to} from "../app/router.js";
import {t} from "../app/texts.js";
import {html} from "../ui/html.js";
import {useTitle} from "../ui/useTitle.js";

export function Clusters() {
  useTitle(t("nav.clusters"));
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    go("/clusters/" + encodeURIComponent(String(form.get("cluster_id")).trim()));
  };
  const last = session.value?.cluster;
  return html`<section class="page narrow">
    <h1>${t("nav.clusters")}</h1>
    <form onSubmit=${submit} class="row">
      <label>${t("clusters.id")}<input name="cluster_id" required pattern="[A-Za-z0-9_\\-]{1,64}" spellcheck=${false} /></label>
      <button class="small">${t("clusters.open")}</button>
    </form>
    ${last && html`<p>${t("clusters.last")} <a href=${to("/clusters/" + encodeURIComponent(last))}><code>${last}</code></a></p>`}
  </section>`;
}
