// Spelling, by language.

/** is_all_sync from isAllSync. @param {string} text */
export const snake = (text) => text.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();

/** IsAllSync from is_all_sync. @param {string} text */
export const pascal = (text) => text.split("_").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");

/** @param {string} text */
export const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** A string between double quotes, as Java, Go, Python and JavaScript all read it. @param {string} text */
export const quoted = (text) => JSON.stringify(text);

/** A word of a shell. @param {string} text */
export const shell = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What the body of a call is called in the SDKs. @type {Record<string, string>} */
export const BODIES = {UpdateSyncIamUser: "UpdateSyncRequest", CancelSyncIamUser: "CancelSyncRequest"};

/** Those that the SDKs got later than the other three. */
const LATER = ["ListSyncStatus", "ListSyncRequirements"];

/** @param {import("../explorer/call.js").Call} call */
export const isLater = (call) => LATER.includes(call.sdkId ?? "");

/** @param {import("../explorer/call.js").Call} call */
export const urlOf = (call) => call.endpoint + call.path + (call.query ? "?" + call.query : "");

/** The project and the cluster of a call, as they stand in its path. @param {import("../explorer/call.js").Call} call */
export const placeOf = (call) => ({
  project: call.values.project_id ?? "{project_id}",
  cluster: call.values.cluster_id ?? "{cluster_id}",
});
