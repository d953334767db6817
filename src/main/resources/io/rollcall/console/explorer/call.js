// What a form that was filled in asks for: one request, as it is sent and as samples of it are written.
import {encode} from "../api/sign.js";

/**
 * A request to the API.
 * @typedef {{id: string, sdkId: string | null, method: string, path: string, query: string,
 *     headers: Record<string, string>, body: Record<string, any> | undefined, bodyText: string, endpoint: string,
 *     anonymous: boolean, values: Record<string, string>}} Call
 * @typedef {Record<string, string>} Values what stands in the fields, by "place.name"
 */

/** The key of a field among the values. @param {{in: string, name: string}} field */
export const keyOf = (field) => `${field.in}.${field.name}`;

/** @param {any} schema */
export const typeOf = (schema) => [schema?.type ?? "string"].flat().find((/** @type {string} */ type) => type !== "null") ?? "string";

/** @param {any} schema @param {string} text */
function typed(schema, text) {
  switch (typeOf(schema)) {
    case "boolean":
      return text === "true";
    case "integer":
    case "number":
      return Number(text);
    case "array":
      return text.split("\n").filter((line) => line !== "");
    case "object":
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
    default:
      return text;
  }
}

/**
 * @param {import("./description.js").Operation} operation @param {Values} values @param {string} endpoint
 * @returns {Call}
 */
export function callOf(operation, values, endpoint) {
  /** @type {Record<string, string>} */
  const given = {};
  /** @type {Record<string, string>} */
  const headers = {};
  const query = [];
  let path = operation.path;
  for (const parameter of operation.parameters) {
    const value = values[keyOf(parameter)] ?? "";
    if (value === "") continue;
    given[parameter.name] = value;
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encode(value));
    else if (parameter.in === "header") headers[parameter.name] = value;
    else query.push(`${encode(parameter.name)}=${encode(value)}`);
  }
  /** @type {Record<string, any> | undefined} */
  let body;
  for (const field of operation.body ?? []) {
    const value = values[keyOf(field)] ?? "";
    if (value !== "") (body ??= {})[field.name] = typed(field.schema, value);
  }
  if (operation.body && !body && operation.body.some((field) => field.required || operation.sdkId)) body = {};
  return {
    id: operation.id,
    sdkId: operation.sdkId,
    method: operation.method,
    path,
    query: query.join("&"),
    headers,
    body,
    bodyText: body ? JSON.stringify(body) : "",
    endpoint,
    anonymous: operation.anonymous,
    values: given,
  };
}
