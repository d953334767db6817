// The command that does the same.
import {placeOf, shell} from "./text.js";

/** @typedef {import("../explorer/call.js").Call} Call */

/** @param {Call} call */
function names({body = {}}) {
  if (body.is_all_sync === true) return " --all";
  /** @param {string} option @param {unknown} list */
  const each = (option, list) => (Array.isArray(list) ? list.map((name) => ` ${option} ${shell(name)}`).join("") : "");
  return each("--group", body.group_names) + each("--user", body.user_names);
}

/** @param {Record<string, unknown>} options */
const given = (options) =>
  Object.entries(options).map(([name, value]) => (value === undefined || value === false ? "" : value === true ? ` ${name}` : ` ${name} ${shell(String(value))}`)).join("");

/** @param {Call} call */
const decided = ({body = {}}) =>
  given({"--plan-hash": body.plan_hash, "--comment": body.comment});

/** @type {Record<string, (call: Call, id: string) => string>} */
const COMMANDS = {
  UpdateSyncIamUser: (call) => `sync${names(call)} --yes`,
  CancelSyncIamUser: (call) => `cancel${names(call)} --yes`,
  ShowSyncIamUser: () => "show",
  ListClusterSyncTaskStatus: () => "status",
  ListClusterSyncStatus: () => "status",
  ShowSyncState: () => "status",
  CreateOperation: (call) =>
    call.body?.dry_run === true
      ? `plan${given({"--cancel": call.body.action === "cancel"})}${names(call)}`
      : `${call.body?.action === "cancel" ? "cancel" : "sync"}${names(call)} --yes`,
  ListOperations: (call) => `operations${given({"--limit": call.values.limit})}`,
  ShowOperation: (_, id) => `operation ${id}`,
  ShowOperationPlan: (call, id) => `plan --operation ${id}${given({"--ldif": call.values.format === "ldif"})}`,
  ShowOperationResults: (call, id) =>
    `operation ${id} --results${given({"--outcome": call.values.outcome, "--kind": call.values.kind})}`,
  ReleaseOperation: (call, id) => `release ${id}${decided(call)}`,
  CancelOperation: (call, id) => `stop ${id}${decided(call)}`,
  RetryOperation: (_, id) => `retry ${id}`,
  WatchOperation: (_, id) => `operation ${id} --watch`,
  ListAudit: ({values}) =>
    `audit${given({
      "--since": values.since, "--until": values.until, "--event": values.event, "--operation": values.operation_id,
      "--kind": values.kind, "--name": values.name, "--limit": values.limit})}`,
  ListSyncClusters: ({values}) => `clusters${given({"--state": values.state, "--name": values.name, "--sort": values.sort_key})}`,
  CreateSyncCluster: () => "clusters add -",
  ShowSyncCluster: (call) => `clusters show ${shell(placeOf(call).cluster)}`,
  ChangeSyncCluster: () => "clusters change -",
  RemoveSyncCluster: (call) => `clusters remove ${shell(placeOf(call).cluster)}${given({"--version-read": call.body?.version})} --yes`,
  ListSyncDifferences: ({values}) =>
    `clusters differences${given({"--action": values.action, "--kind": values.kind, "--name": values.name, "--only": values.cluster_id})}`,
  ListSyncUsers: ({values}) =>
    `users${given({"--eligible": values.is_eligible === "true", "--not-eligible": values.is_eligible === "false", "--name": values.name})}`,
  ShowSyncUser: ({values}) => `explain ${shell(values.user_name ?? "{user_name}")}${given({"--all-clusters": !values.cluster_id})}`,
  AdoptEntries: (call) =>
    `adopt${given({"--from": call.body?.from_cluster_id ?? "{from_cluster_id}", "--dry-run": call.body?.dry_run === true})}`,
  InitializeAccountPassword: (call) =>
    `account password ${shell(call.values.user_name ?? "{user_name}")}${given({"--reset": call.body?.reset === true, "--stdin": call.body?.password !== undefined})}`,
};

/** The commands that read the body. */
const READING = ["CreateSyncCluster", "ChangeSyncCluster"];

/** Other calls are about all clusters of a project. */
const OF_CLUSTER = /^\/v2\/[^/]+\/clusters\//;

/** Empty where no command does this. @param {Call} call */
export function rollcall(call) {
  const command = COMMANDS[call.id];
  if (!command) return [];
  const {project, cluster} = placeOf(call);
  return [{
    name: "rollcall",
    file: "rollcall.sh",
    needs: "rollcall",
    text: `export ROLLCALL_ENDPOINT=${shell(call.endpoint)}
export ROLLCALL_PROJECT_ID=${shell(project)}${call.values.cluster_id || OF_CLUSTER.test(call.path) ? ` ROLLCALL_CLUSTER_ID=${shell(cluster)}` : ""}
export ROLLCALL_ACCESS_KEY=$CLOUD_SDK_AK ROLLCALL_SECRET_KEY=$CLOUD_SDK_SK
${READING.includes(call.id) ? `printf '%s' ${shell(JSON.stringify(call.body ?? {}))} | ` : ""}rollcall ${command(call, call.values.operation_id ?? "{operation_id}")}
`,
  }];
}
