// What the configuration of the server says about a cluster. The server sends no secret.
import {useState} from "../vendor/hooks.js";
import {clusterPath, read} from "../api/client.js";
import {t} from "../app/texts.js";
import {Problem} from "../ui/Problem.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";

/** A value as it stands in the configuration. @param {unknown} value */
const shown = (value) => (Array.isArray(value) ? value.join(", ") || "–" : String(value));

/** @param {{title: string, of: Record<string, unknown> | undefined}} props */
function Part({title, of}) {
  if (!of) return null;
  return html`<section class="card" aria-label=${title}><h3><code>${title}</code></h3>
    <dl class="settings">${Object.entries(of).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${shown(value)}</dd></div>`)}</dl></section>`;
}

/** @param {{cluster: string}} props */
function Settings({cluster}) {
  const {data, error} = useLoad((signal) => read(`${clusterPath(cluster)}/iam-sync/configuration`, "", signal), [cluster]);
  if (!data) return html`<${Problem} error=${error} />`;
  const {directory, kerberos, names, guard, numbers, schedule, entitlements} = data;
  return html`<div class="cards">
      <${Part} title="directory" of=${directory} />
      <${Part} title="kerberos" of=${kerberos} />
      <${Part} title="schedule" of=${schedule ?? {cron: t("clusters.noSchedule")}} />
      <${Part} title="guard" of=${{...guard, grace_days: data.grace_days}} />
      <${Part} title="names" of=${names} />
      <${Part} title="numbers" of=${{...numbers, has_after_sync: data.has_after_sync}} />
    </div>
    <div class="wide" tabindex="0" role="group" aria-label="entitlements"><table>
      <thead><tr><th scope="col">${t("configuration.policy")}</th><th scope="col">${t("kinds.role")}</th><th scope="col">${t("configuration.managerGroups")}</th></tr></thead>
      <tbody>${entitlements.map((/** @type {{policy?: string, roles: string[], groups: string[]}} */ row) => html`<tr key=${row.policy}>
        <td>${row.policy ?? t("configuration.custom")}</td><td>${row.roles.join(", ")}</td><td>${row.groups.join(", ")}</td></tr>`)}</tbody>
    </table></div>
    <${ShowAsCode} operation="ShowSyncConfiguration" values=${{"path.cluster_id": cluster}} />`;
}

/** @param {{cluster: string}} props */
export function Configuration({cluster}) {
  const [open, setOpen] = useState(false);
  return html`<details class="configuration" onToggle=${(/** @type {any} */ event) => event.target.classList.contains("configuration") && setOpen(event.target.open)}>
    <summary>${t("configuration")}</summary>
    ${open && html`<h2 class="hidden">${t("configuration")}</h2><${Settings} cluster=${cluster} />`}
  </details>`;
}
