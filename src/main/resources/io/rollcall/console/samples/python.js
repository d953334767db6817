// The official SDK for Python; for the calls that it does not have, the standard library with a token.
import {BODIES, isLater, placeOf, quoted, snake, urlOf} from "./text.js";

/** @typedef {import("../explorer/call.js").Call} Call */

/** @param {unknown} value */
const literal = (value) => (value === true ? "True" : value === false ? "False" : JSON.stringify(value));

/** @param {Call} call */
function bySdk(call) {
  const name = call.sdkId ?? "";
  const {project, cluster} = placeOf(call);
  const body = BODIES[name];
  const set = Object.entries(call.body ?? {}).map(([field, value]) => `\n    ${field}=${literal(value)},`).join("");
  return `import os

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkmrs.v2 import MrsClient
from huaweicloudsdkmrs.v2.model import *

credentials = BasicCredentials(
    os.environ["CLOUD_SDK_AK"],
    os.environ["CLOUD_SDK_SK"],
    ${quoted(project)},
)
client = (
    MrsClient.new_builder()
    .with_credentials(credentials)
    .with_endpoints([${quoted(call.endpoint)}])
    .build()
)
request = ${name}Request(cluster_id=${quoted(cluster)})
${body ? `request.body = ${body}(${set}${set && "\n"})\n` : ""}print(client.${snake(name)}(request))
`;
}

/** @param {Call} call */
function byLibrary(call) {
  const headers = Object.entries({
    ...(call.anonymous ? {} : {"X-Auth-Token": null}), ...call.headers,
    ...(call.bodyText ? {"Content-Type": "application/json"} : {})});
  return `import os
import urllib.request

request = urllib.request.Request(
    ${quoted(urlOf(call))},
    method=${quoted(call.method)},
    headers={${headers.map(([name, value]) => `\n        ${quoted(name)}: ${value === null ? 'os.environ["CLOUD_TOKEN"]' : quoted(value)},`).join("")}${headers.length > 0 ? "\n    " : ""}},
${call.bodyText ? `    data=${quoted(call.bodyText)}.encode(),\n` : ""})
with urllib.request.urlopen(request) as response:
    print(response.status, response.read().decode())
`;
}

/** @param {Call} call */
export function python(call) {
  return call.sdkId
    ? {name: "Python", file: "sample.py", needs: `huaweicloudsdkmrs${isLater(call) ? ">=3.1.175" : ""}`, text: bySdk(call)}
    : {name: "Python", file: "sample.py", needs: "Python 3", text: byLibrary(call)};
}
