// The cloud's own command line, for the calls that it knows.
import {placeOf, shell} from "./text.js";

/** @param {import("../explorer/call.js").Call} call */
export function kooCli(call) {
  const {project, cluster} = placeOf(call);
  const body = Object.entries(call.body ?? {}).flatMap(([field, value]) =>
    Array.isArray(value) ? value.map((one, i) => `--${field}.${i + 1}=${shell(String(one))}`) : [`--${field}=${value}`]);
  const options = [`--cli-endpoint=${call.endpoint}`, `--project_id=${project}`, `--cluster_id=${cluster}`, ...body];
  return {
    name: "KooCLI",
    file: "hcloud.sh",
    needs: "hcloud",
    text: `hcloud MRS ${call.sdkId}/v2${options.map((option) => ` \\\n  ${option}`).join("")}\n`,
  };
}
