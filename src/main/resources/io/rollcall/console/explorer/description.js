// The description of the API, as the form and the sample code need it.

/**
 * @typedef {{name: string, in: string, required: boolean, description: string, schema: any}} Parameter
 * @typedef {{id: string, sdkId: string | null, method: string, path: string, tag: string, summary: string,
 *     description: string, anonymous: boolean, parameters: Parameter[], body: Parameter[] | null}} Operation
 */

/** @param {any} document @param {any} node @returns {any} */
const resolve = (document, node) =>
  node?.$ref ? resolve(document, node.$ref.slice(2).split("/").reduce((/** @type {any} */ at, /** @type {string} */ part) => at[part], document)) : node;

/** @param {any} document @param {any} schema */
function bodyFields(document, schema) {
  const resolved = resolve(document, schema);
  return Object.entries(resolved.properties ?? {}).map(([name, property]) => {
    const found = resolve(document, property);
    return {
      name,
      in: "body",
      required: (resolved.required ?? []).includes(name),
      description: found.description ?? "",
      schema: {...found, items: resolve(document, found.items)},
    };
  });
}

/** @param {any} document @returns {Operation[]} */
export function operations(document) {
  const found = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, call] of Object.entries(item)) {
      if (!call.operationId) continue;
      const schema = call.requestBody?.content?.["application/json"]?.schema;
      found.push({
        id: call.operationId,
        sdkId: call["x-sdk-operation-id"] ?? null,
        method: method.toUpperCase(),
        path,
        tag: call.tags?.[0] ?? "",
        summary: call.summary ?? "",
        description: call.description ?? "",
        anonymous: Array.isArray(call.security) && call.security.length === 0,
        parameters: (call.parameters ?? []).map((/** @type {any} */ parameter) => {
          const {name, in: place, required, description, schema: type} = resolve(document, parameter);
          return {name, in: place, required: required === true, description: description ?? "", schema: resolve(document, type)};
        }),
        body: schema ? bodyFields(document, schema) : null,
      });
    }
  }
  const order = (document.tags ?? []).map((/** @type {any} */ tag) => tag.name);
  return found.sort((a, b) => order.indexOf(a.tag) - order.indexOf(b.tag));
}

/** @type {Promise<Operation[]> | undefined} */
let loaded;

/** Asked for once. */
export function describe() {
  loaded ??= fetch("/openapi.json").then((answer) => answer.json()).then(operations);
  return loaded;
}
