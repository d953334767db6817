// What a caller may do with a cluster, in the words of policies and grants.
import {useLoad} from "../ui/useLoad.js";
import {clusterPath, read} from "./client.js";

export const ACTIONS = /** @type {const} */ ({
  sync: "mrs:cluster:syncUser",
  plan: "mrs:cluster:planSync",
  retry: "mrs:cluster:retrySync",
  stop: "mrs:cluster:stopSync",
  discard: "mrs:cluster:discardSync",
  audit: "mrs:cluster:auditSync",
});

/** @typedef {keyof typeof ACTIONS} Ability */

/** @param {string[]} allowed @returns {(ability: Ability) => boolean} */
export const abilities = (allowed) => (ability) => allowed.includes(ACTIONS[ability]);

/** Nothing is offered before the server has said what is allowed. @param {string} cluster */
export function useAllowed(cluster) {
  const {data} = useLoad((signal) => read(`${clusterPath(cluster)}/iam-sync/state`, "", signal), [cluster]);
  return /** @type {string[] | undefined} */ (data?.allowed_actions);
}
