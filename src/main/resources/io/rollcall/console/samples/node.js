// The official SDK for Node.js; for the calls that it does not have, fetch with a token.
import {BODIES, lowerFirst, pascal, placeOf, quoted, urlOf} from "./text.js";

/** @typedef {import("../explorer/call.js").Call} Call */

/** @param {Call} call */
function bySdk(call) {
  const name = call.sdkId ?? "";
  const {project, cluster} = placeOf(call);
  const body = BODIES[name];
  const set = Object.entries(call.body ?? {}).map(([field, value]) => `  .with${pascal(field)}(${JSON.stringify(value)})`).join("\n");
  return `const core = require("@huaweicloud/huaweicloud-sdk-core");
const mrs = require("@huaweicloud/huaweicloud-sdk-mrs/v2/public-api");

const credentials = new core.BasicCredentials()
  .withAk(process.env.CLOUD_SDK_AK)
  .withSk(process.env.CLOUD_SDK_SK)
  .withProjectId(${quoted(project)});
const client = mrs.MrsClient.newBuilder()
  .withCredential(credentials)
  .withEndpoint(${quoted(call.endpoint)})
  .build();
const request = new mrs.${name}Request();
request.clusterId = ${quoted(cluster)};
${body ? `request.withBody(new mrs.${body}()${set && "\n" + set});\n` : ""}client.${lowerFirst(name)}(request).then(
  (response) => console.log(JSON.stringify(response)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
`;
}

/** @param {Call} call */
function byFetch(call) {
  const headers = [
    ...(call.anonymous ? [] : ['"X-Auth-Token": process.env.CLOUD_TOKEN']),
    ...Object.entries(call.headers).map(([name, value]) => `${quoted(name)}: ${quoted(value)}`),
    ...(call.bodyText ? ['"Content-Type": "application/json"'] : []),
  ];
  return `fetch(${quoted(urlOf(call))}, {
  method: ${quoted(call.method)},
${headers.length > 0 ? `  headers: {${headers.join(", ")}},\n` : ""}${call.bodyText ? `  body: ${quoted(call.bodyText)},\n` : ""}}).then(async (response) => console.log(response.status, await response.text()));
`;
}

/** @param {Call} call */
export function node(call) {
  return call.sdkId
    ? {name: "Node.js", file: "sample.js", needs: "@huaweicloud/huaweicloud-sdk-mrs", text: bySdk(call)}
    : {name: "Node.js", file: "sample.js", needs: "Node.js 18", text: byFetch(call)};
}
