// Whether IAM and Manager agree, and apart from it how the last run ended.
import {t, word} from "../app/texts.js";
import {to} from "../app/router.js";
import {Badge} from "../ui/Badge.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";
import {Standing} from "./Standing.js";

/** Now, in one of three words; never that of a run. @param {any} state */
export const agreement = (state) =>
  state.is_synchronous ? "in_sync" : state.unknown || !state.differences || state.scope.extent === "nothing" ? "unknown" : "differs";

/** @param {any} state */
function why(state) {
  if (state.scope.extent === "nothing") return t("state.nothing");
  if (state.unknown) return html`${t("state.unknownBecause")} ${state.unknown.because}, ${t("state.since")} <${Time} at=${state.unknown.since} />`;
  if (!state.differences) return t("state.notCompared");
  return null;
}

/** @param {{cluster: string, state: any}} props */
export function State({cluster, state}) {
  const differences = state.differences;
  const last = state.last_operation;
  return html`<div class="cards">
    <section class="card" aria-labelledby="now"><h2 id="now">${t("state.now")}</h2>
      <p class="large"><${Badge} group="agreement" value=${agreement(state)} /></p>
      <p>${why(state)}</p>
      ${differences && html`<ul class="counts">
        <li class="adds">+ ${differences.added} ${t("state.added")}</li>
        <li class="changes">~ ${differences.changed} ${t("state.changed")}</li>
        <li class="removes">− ${differences.removed} ${t("state.removed")}</li>
        <li class="refuses">! ${differences.refused} ${t("state.refused")}</li></ul>
        <p class="dim">${t("state.comparedAt")} <${Time} at=${differences.compared_at} /></p>`}
      ${state.is_synchronizing && html`<p><strong>${t("state.underWay")}</strong></p>`}
    </section>
    <section class="card" aria-labelledby="last"><h2 id="last">${t("state.last")}</h2>
      ${last
        ? html`<p class="large"><${Badge} group="state" value=${last.state} /></p>
            <p><a href=${to(`/clusters/${encodeURIComponent(cluster)}/runs/${last.operation_id}`)}>${word("asked", last.action)}</a>
              ${" "}${t("run.by")} ${last.requested_by.user_name || last.requested_by.user_id}</p>
            <p class="dim"><${Time} at=${last.finished_at ?? last.accepted_at} /></p>`
        : html`<p class="dim">${t("state.noRun")}</p>`}
    </section>
    <section class="card" aria-labelledby="scope"><h2 id="scope">${t("scope")}</h2>
      <p>${word("extent", state.scope.extent)}</p>
      ${["asked", "cancelled"].map((list) => {
        const {users, groups, user_names: userNames, group_names: groupNames} = state.scope[list];
        return users + groups > 0 && html`<p>${t(list === "asked" ? "scope.asked" : "scope.cancelled", {users, groups})}
          <span class="dim">${[...groupNames, ...userNames].slice(0, 10).join(", ")}</span></p>`;
      })}
    </section>
    <${Standing} cluster=${cluster} />
  </div>`;
}
