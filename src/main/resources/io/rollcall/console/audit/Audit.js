// Who asked for what, what was decided, and what changed, the newest first; filtered by the server, and to be taken along.
import {useState} from "../vendor/hooks.js";
import {clusterPath, query, readText} from "../api/client.js";
import {ask, to} from "../app/router.js";
import {t, word} from "../app/texts.js";
import {Difference} from "../run/Difference.js";
import {ClusterChoice, clusterOf} from "../ui/ClusterChoice.js";
import {Pages} from "../ui/Pages.js";
import {Problem} from "../ui/Problem.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";
import {useTitle} from "../ui/useTitle.js";

const PAGE = 100;
const EVENTS = ["accepted", "busy", "held", "released", "superseded", "stopped", "changed", "finished", "password", "configured", "refused"];
const KINDS = ["user", "group", "role", "principal"];
/** Larger exports are for curl. */
const MOST_PAGES = 100;

/** @param {string} text @returns {any[]} */
const lines = (text) => text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));

/** @param {{entry: any, cluster: string}} props */
function Entry({entry, cluster}) {
  const by = entry.requested_by;
  return html`<tr>
    <td><${Time} at=${entry.at} /></td>
    <td>${word("event", entry.event)}</td>
    <td>${by && html`${by.user_name || by.user_id}<br /><small>${[by.credential, by.address].filter(Boolean).join(", ")}</small>`}</td>
    <td>${entry.change
      ? html`${word("action", entry.change.action)} ${word("kind", entry.change.kind)}
          ${" "}${entry.change.kind === "user" ? html`<a href=${to("/people/" + encodeURIComponent(entry.change.name))}>${entry.change.name}</a>` : html`<strong>${entry.change.name}</strong>`}
          <${Difference} row=${entry.change} /><small>${entry.change.reason}</small>`
      : Object.entries(entry.detail).map(([name, value]) => html`<div><span class="dim">${name}</span> ${typeof value === "object" ? JSON.stringify(value) : String(value)}</div>`)}</td>
    <td>${entry.operation_id && html`<a href=${to(`/clusters/${encodeURIComponent(cluster)}/runs/${entry.operation_id}`)}>${t("run")}</a>`}</td>
  </tr>`;
}

/** @param {{search: URLSearchParams}} props */
export function Audit({search}) {
  useTitle(t("nav.audit"));
  const [taking, setTaking] = useState(false);
  const [failure, setFailure] = useState(/** @type {Error | undefined} */ (undefined));
  const cluster = clusterOf(search);
  /** @param {string} name */
  const value = (name) => search.get(name) ?? "";
  const filter = {event: value("event"), kind: value("kind"), name: value("name"), since: value("since"), until: value("until"), operation_id: value("operation_id")};
  const marker = value("marker");
  const path = `${clusterPath(cluster)}/iam-sync/audit`;
  const {data, error} = useLoad(
    async () => cluster ? readText(path, query({...filter, sort_dir: "desc", marker, limit: PAGE})) : undefined,
    [cluster, marker, ...Object.values(filter)]);
  const entries = lines(data?.text ?? "");
  const download = async () => {
    setTaking(true);
    setFailure(undefined);
    try {
      const parts = [];
      let next = "";
      for (let page = 0; page < MOST_PAGES; page++) {
        const {text, headers} = await readText(path, query({...filter, marker: next, limit: 1000}));
        parts.push(text);
        next = headers.get("X-Next-Marker") ?? "";
        if (!next) break;
      }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(parts, {type: "application/jsonl"}));
      link.download = `audit-${cluster}.jsonl`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (problem) {
      setFailure(/** @type {Error} */ (problem));
    } finally {
      setTaking(false);
    }
  };
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    /** @param {string} name */
    const text = (name) => String(form.get(name) ?? "").trim();
    /** The reader's own time, as the server takes it. @param {string} name */
    const time = (name) => (text(name) ? new Date(text(name)).toISOString().replace(/\.\d+/, "") : "");
    ask({event: text("event"), kind: text("kind"), name: text("name"), since: time("since"), until: time("until"), marker: undefined});
  };
  /** @param {string} iso */
  const local = (iso) => {
    if (!iso) return "";
    const at = new Date(iso);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  /** @param {string} name @param {string[]} options @param {string} group */
  const choice = (name, options, group) => html`<select name=${name}><option value="">${t("any")}</option>
    ${options.map((option) => html`<option value=${option} selected=${option === value(name)}>${word(group, option)}</option>`)}</select>`;
  return html`<section class="page">
    <h1>${t("nav.audit")}</h1>
    <div class="row"><${ClusterChoice} chosen=${cluster} /></div>
    <form class="row" onSubmit=${submit}>
      <label>${t("audit.event")}${choice("event", EVENTS, "event")}</label>
      <label>${t("audit.kind")}${choice("kind", KINDS, "kind")}</label>
      <label>${t("audit.name")}<input name="name" defaultValue=${filter.name} key=${"n" + filter.name} maxlength="64" spellcheck=${false} /></label>
      <label>${t("audit.since")}<input name="since" type="datetime-local" defaultValue=${local(filter.since)} /></label>
      <label>${t("audit.until")}<input name="until" type="datetime-local" defaultValue=${local(filter.until)} /></label>
      <button class="small">${t("search")}</button>
    </form>
    <p class="actions"><button type="button" class="small" disabled=${taking || !cluster} onClick=${() => void download()}>${t("audit.download")}</button></p>
    <${Problem} error=${error ?? failure} />
    ${data && entries.length === 0 && html`<p class="dim">${t("rows.none")}</p>`}
    ${entries.length > 0 && html`<div class="wide" tabindex="0" role="group" aria-label=${t("nav.audit")}><table class="entries">
      <thead><tr><th scope="col">${t("audit.at")}</th><th scope="col">${t("audit.event")}</th><th scope="col">${t("audit.by")}</th>
        <th scope="col">${t("audit.what")}</th><th scope="col">${t("run")}</th></tr></thead>
      <tbody>${entries.map((entry) => html`<${Entry} key=${entry.number} entry=${entry} cluster=${cluster} />`)}</tbody>
    </table></div>`}
    <${Pages} marker=${marker} next=${data?.headers.get("X-Next-Marker") ?? undefined} />
    <${ShowAsCode} operation="ListAudit" values=${{"path.cluster_id": cluster, ...Object.fromEntries(Object.entries({...filter, sort_dir: "desc"}).map(([name, one]) => ["query." + name, one]))}} />
  </section>`;
}
