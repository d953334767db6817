// Calls the API as any client does: signed with the access key, or with the token.
import {language} from "../app/texts.js";
import {session} from "./session.js";
import {sign} from "./sign.js";

/**
 * @typedef {{method: string, path: string, query?: string, headers?: Record<string, string>, body?: string,
 *     anonymous?: boolean, signal?: AbortSignal}} Request
 * @typedef {{headers: Record<string, string>, canonical?: string, toSign?: string}} Proof
 */

/** An answer that is an error, in the words of the server. */
export class Refusal extends Error {
  /** @param {number} status @param {string} code @param {string} message @param {string} requestId */
  constructor(status, code, message, requestId) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** What proves the caller of a request. @param {Request} request @returns {Promise<Proof>} */
async function prove({method, path, query = "", headers = {}, body = "", anonymous}) {
  const now = session.value;
  if (anonymous || !now) return {headers: {}};
  if (now.credential.kind === "token") return {headers: {"X-Auth-Token": now.credential.token}};
  const {accessKey, key} = now.credential;
  return sign({method, path, query, headers, body, host: location.host, accessKey, key, at: new Date()});
}

/** Sends a request with its proof. @param {Request} request */
export async function send(request) {
  const proof = await prove(request);
  /** @type {Record<string, string>} */
  const headers = {...request.headers, ...proof.headers};
  if (request.body) headers["Content-Type"] = "application/json";
  const answer = await fetch(request.path + (request.query ? "?" + request.query : ""), {
    method: request.method,
    headers,
    body: request.body || undefined,
    signal: request.signal,
    credentials: "omit",
    cache: "no-store",
  });
  return {answer, sent: {headers, canonical: proof.canonical, toSign: proof.toSign}};
}

/** @param {Response} answer */
async function refusal(answer) {
  const requestId = answer.headers.get("X-Request-Id") ?? "";
  try {
    const told = await answer.json();
    return new Refusal(answer.status, told.error_code ?? "", told.error_msg ?? answer.statusText, requestId);
  } catch {
    return new Refusal(answer.status, "", answer.statusText, requestId);
  }
}

/** @returns {Record<string, string>} */
const inLanguage = () => (language.value === "zh" ? {"X-Language": "zh-cn"} : {});

/**
 * The JSON that a path gives, or a Refusal is thrown.
 * @param {string} path @param {string} [query] @param {AbortSignal} [signal]
 */
export async function read(path, query = "", signal = undefined) {
  const {answer} = await send({method: "GET", path, query, headers: inLanguage(), signal});
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

/** @param {string} path @param {string} [query] */
export async function readText(path, query = "") {
  const {answer} = await send({method: "GET", path, query, headers: inLanguage()});
  if (!answer.ok) throw await refusal(answer);
  return {text: await answer.text(), headers: answer.headers};
}

/** @param {string} path @param {object} [body] */
export async function post(path, body = undefined) {
  const {answer} = await send({
    method: "POST", path, headers: inLanguage(), body: body === undefined ? "" : JSON.stringify(body)});
  if (!answer.ok) throw await refusal(answer);
  return {body: await answer.json(), headers: answer.headers};
}

/**
 * What came of a text that the demo ran.
 * @typedef {{exit_code: number, stdout: string, stderr: string, is_stopped: boolean, is_cut: boolean, ms: number}} Ran
 */

/** Has the demo run a text of sample code. @param {string} text @param {string} key @returns {Promise<Ran>} */
export async function runText(text, key) {
  const answer = await fetch("/console/run", {
    method: "POST",
    headers: {...inLanguage(), "Content-Type": "text/plain; charset=utf-8", "X-Run-Key": key},
    body: text,
    credentials: "omit",
    cache: "no-store",
  });
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

/** Where a cluster's calls begin. @param {string} cluster */
export const clusterPath = (cluster) =>
  `/v2/${encodeURIComponent(session.value?.project ?? "")}/clusters/${encodeURIComponent(cluster)}`;

/** Where the calls of the project begin. */
export const projectPath = () => `/v2/${encodeURIComponent(session.value?.project ?? "")}`;

/** A query of what has a value. @param {Record<string, string | number | undefined>} values */
export const query = (values) =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join("&");
