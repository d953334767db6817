// One person across clusters: what the person has, why and since when; or, step by step, why not.
import {useState} from "../vendor/hooks.js";
import {abilities} from "../api/actions.js";
import {clusterPath, post, projectPath, query, read} from "../api/client.js";
import {go, to} from "../app/router.js";
import {t, word} from "../app/texts.js";
import {NotOffered} from "../ui/NotOffered.js";
import {Pages} from "../ui/Pages.js";
import {Problem} from "../ui/Problem.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";
import {useTitle} from "../ui/useTitle.js";
import {Holdings, Since} from "./Holding.js";
import {Steps} from "./Steps.js";

/** @param {{name: string, place: import("../api/types.js").PersonPlace}} props */
function Place({name, place}) {
  const [failure, setFailure] = useState(/** @type {Error | undefined} */ (undefined));
  const cluster = place.cluster_id;
  const may = abilities(place.allowed_actions);
  const plan = async () => {
    try {
      const {body} = await post(`${clusterPath(cluster)}/iam-sync/operations`, {action: "sync", user_names: [name], dry_run: true});
      go(`/clusters/${encodeURIComponent(cluster)}/runs/${body.operation_id}`);
    } catch (problem) {
      setFailure(/** @type {Error} */ (problem));
    }
  };
  return html`<section class="card" aria-labelledby=${"in-" + cluster}>
    <h2 id=${"in-" + cluster}><a href=${to("/clusters/" + encodeURIComponent(cluster))}>${place.cluster_name || cluster}</a>
      ${" "}${t(place.is_present ? "person.in" : "person.notIn")}</h2>
    <${Steps} steps=${place.steps} />
    ${place.account && html`<p>${t("person.account")} <strong>${place.account.name}</strong>, ${t("person.since")} <${Since} cluster=${cluster} since=${place.account.since} />
      <br /><small>${t("person.goesIf")}: ${place.account.goes_if.join("; ")}</small></p>`}
    <${Holdings} cluster=${cluster} title=${t("kinds.group")} holdings=${place.groups} />
    <${Holdings} cluster=${cluster} title=${t("kinds.role")} holdings=${place.roles} />
    ${place.problems.length > 0 && html`<h3>${t("person.problems")}</h3><ul>${place.problems.map((problem) => html`<li class="bad">${word("kind", problem.kind)}
      ${" "}<strong>${problem.name}</strong> ${problem.reason} <${Since} cluster=${cluster} since=${problem.by} /></li>`)}</ul>`}
    <${Problem} error=${failure} />
    <p class="actions">${may("plan") && html`<button type="button" class="small" onClick=${() => void plan()}>${t("person.plan")}</button>`}
      ${may("audit") && html`<a class="small" href=${to(`/audit?cluster=${encodeURIComponent(cluster)}&kind=user&name=${encodeURIComponent(name)}`)}>${t("person.audit")}</a>`}</p>
    <${NotOffered} allowed=${place.allowed_actions} abilities=${["plan", "audit"]} />
  </section>`;
}

/** @param {{name: string, search: URLSearchParams}} props */
export function Person({name, search}) {
  useTitle(name);
  const marker = search.get("marker") ?? "";
  const {data, error} = useLoad(
    (signal) => read(`${projectPath()}/iam-sync/users/${encodeURIComponent(name)}`, query({marker, limit: 20}), signal), [name, marker]);
  /** @type {import("../api/types.js").PersonPlace[]} */
  const places = data?.clusters ?? [];
  const id = places.find((place) => place.user_id)?.user_id;
  return html`<article class="page">
    <p class="crumbs"><a href=${to("/people")}>${t("nav.people")}</a></p>
    <h1>${name} ${id && html`<small>${id}</small>`}</h1>
    <${Problem} error=${error} />
    ${!data && !error && html`<p class="dim">${t("loading")}</p>`}
    ${places.map((place) => html`<${Place} key=${place.cluster_id} name=${name} place=${place} />`)}
    <${Pages} marker=${marker} next=${data?.next_marker} />
    <${ShowAsCode} operation="ShowSyncUser" values=${{"path.user_name": name}} />
  </article>`;
}
