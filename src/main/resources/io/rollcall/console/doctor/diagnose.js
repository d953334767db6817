// Compares what a client signed with what the server computes from the same request.
import {canonicalRequest, sha256, signature, stringToSign} from "../api/sign.js";

/** The server's own canonical request is on one line, its parts between these. */
const BAR = "|";

/** A time like 20260131T000000Z. @param {string} text */
const parseDate = (text) => {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  return found ? Date.UTC(+found[1], +found[2] - 1, +found[3], +found[4], +found[5], +found[6]) : undefined;
};

/**
 * @param {{method: string, url: string, headers: string, body: string, canonical: string}} told as the client sent it
 * @param {{accessKey: string, key: CryptoKey} | undefined} signer the key of who is signed in
 * @param {number} serverTime
 */
export async function diagnose(told, signer, serverTime) {
  const headers = new Map(
    told.headers.split("\n").map((line) => line.split(/:(.*)/s)).filter(([name]) => name.trim() !== "")
      .map(([name, value = ""]) => [name.trim().toLowerCase(), value.trim()]));
  const url = new URL(told.url, location.origin);
  const authorization = headers.get("authorization") ?? "";
  const names = /SignedHeaders=([^,\s]*)/.exec(authorization)?.[1].toLowerCase().split(";") ?? [];
  const sent = /Signature=([0-9a-fA-F]*)/.exec(authorization)?.[1].toLowerCase() ?? "";
  const accessKey = /Access=([^,\s]*)/.exec(authorization)?.[1] ?? "";
  const date = headers.get("x-sdk-date") ?? "";
  if (!headers.has("host")) headers.set("host", url.host);
  const canonical = canonicalRequest({
    method: told.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: new Map(names.map((name) => [name, headers.get(name) ?? ""])),
    bodyHash: headers.get("x-sdk-content-sha256") ?? (await sha256(told.body)),
  });
  const at = parseDate(date);
  const known = signer !== undefined && signer.accessKey === accessKey;
  const expected = known ? await signature(signer.key, await stringToSign(date, canonical)) : undefined;
  return {
    missing: [authorization === "" && "Authorization", date === "" && "X-Sdk-Date"].filter((name) => name !== false),
    lines: compare(linesOf(told.canonical), canonical.split("\n")),
    skew: at === undefined ? undefined : Math.round((at - serverTime) / 1000),
    matches: expected === undefined ? undefined : expected === sent,
    accessKey,
  };
}

/** @param {string} text */
function linesOf(text) {
  const trimmed = text.trim().replace(/^.*canonicalRequest:/s, "");
  if (trimmed === "") return [];
  return trimmed.includes("\n") ? text.replace(/\r/g, "").replace(/\n$/, "").split("\n") : trimmed.split(BAR);
}

/** @param {string[]} client @param {string[]} server */
function compare(client, server) {
  const rows = [];
  let found = false;
  for (let i = 0; i < Math.max(server.length, client.length); i++) {
    const same = client.length === 0 || client[i] === server[i];
    rows.push({client: client[i] ?? "", server: server[i] ?? "", same, first: !same && !found});
    found ||= !same;
  }
  return rows;
}
