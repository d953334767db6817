// curl: signed by openssl alone, or with a token.
import {canonicalRequest} from "../api/sign.js";
import {shell, urlOf} from "./text.js";

/** @typedef {import("../explorer/call.js").Call} Call */

/** @param {Call} call */
const bodyOption = (call) => (call.bodyText ? ` \\\n  -H 'Content-Type: application/json' --data-raw "$body"` : "");

/** @param {Record<string, string>} headers */
const headerOptions = (headers) =>
  Object.entries(headers).map(([name, value]) => ` \\\n  -H ${shell(`${name}: ${value}`)}`).join("");

/** @param {Call} call */
export function curlSigned(call) {
  // The lines that only the moment of the request knows are the shell's variables.
  const signed = new Map([["host", new URL(call.endpoint).host], ["x-sdk-date", "$date"]]);
  for (const [name, value] of Object.entries(call.headers)) {
    if (name.toLowerCase().startsWith("x-")) signed.set(name.toLowerCase(), value);
  }
  const lines = canonicalRequest({
    method: call.method, path: call.path, query: call.query, headers: signed, bodyHash: "$hash"}).split("\n");
  const words = lines.map((line) => (line === "x-sdk-date:$date" ? '"x-sdk-date:$date"' : line === "$hash" ? '"$hash"' : shell(line)));
  return {
    name: "curl, signed",
    file: "signed.sh",
    needs: "bash, curl, openssl",
    text: `#!/usr/bin/env bash
# Signs the request with SDK-HMAC-SHA256.
set -euo pipefail
sha256() { openssl dgst -sha256 -r | cut -d' ' -f1; }
body=${shell(call.bodyText)}
date=$(date -u +%Y%m%dT%H%M%SZ)
hash=$(printf %s "$body" | sha256)
canonical=$(printf '%s\\n' ${words.join(" ")})
text=$(printf 'SDK-HMAC-SHA256\\n%s\\n%s' "$date" "$(printf %s "$canonical" | sha256)")
signature=$(printf %s "$text" | openssl dgst -sha256 -hmac "$CLOUD_SDK_SK" -r | cut -d' ' -f1)
curl -sS -i -X ${call.method} ${shell(urlOf(call))} \\
  -H "X-Sdk-Date: $date" \\
  -H "Authorization: SDK-HMAC-SHA256 Access=$CLOUD_SDK_AK, SignedHeaders=${[...signed.keys()].sort().join(";")}, Signature=$signature"${headerOptions(call.headers)}${bodyOption(call)}
`,
  };
}

/** @param {Call} call */
export function curlToken(call) {
  return {
    name: call.anonymous ? "curl" : "curl, token",
    file: "request.sh",
    needs: "curl",
    text: `${call.bodyText ? `body=${shell(call.bodyText)}\n` : ""}curl -sS -i -X ${call.method} ${shell(urlOf(call))}${call.anonymous ? "" : ` \\\n  -H "X-Auth-Token: $CLOUD_TOKEN"`}${headerOptions(call.headers)}${bodyOption(call)}
`,
  };
}
