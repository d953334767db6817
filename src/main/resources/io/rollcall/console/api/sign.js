// Signs a request with SDK-HMAC-SHA256, by nothing but the browser's own cryptography.

const encoder = new TextEncoder();

/** @param {ArrayBuffer} bytes */
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Percent-encodes all but what RFC 3986 leaves as it is. @param {string} text */
export const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => "%" + char.charCodeAt(0).toString(16).toUpperCase());

/** @param {string} text */
export const sha256 = async (text) => hex(await crypto.subtle.digest("SHA-256", encoder.encode(text)));

/**
 * The secret as a key that signs and cannot be read again, by no script and from no storage.
 * @param {string} secret
 */
export const importSecret = (secret) =>
  crypto.subtle.importKey("raw", encoder.encode(secret), {name: "HMAC", hash: "SHA-256"}, false, ["sign"]);

/** @param {string} text */
const decode = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * @param {{method: string, path: string, query: string, headers: Map<string, string>, bodyHash: string}} request
 *     the path as it is sent, the headers that are signed by their names in small letters
 */
export function canonicalRequest({method, path, query, headers, bodyHash}) {
  const names = [...headers.keys()].sort();
  const uri = path.split("/").map((part) => encode(decode(part))).join("/").replace(/\/?$/, "/");
  const pairs = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name, ...value] = pair.split("=");
      return [encode(decode(name)), encode(decode(value.join("=")))];
    })
    .sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0));
  return [
    method.toUpperCase(),
    uri,
    pairs.map((pair) => pair.join("=")).join("&"),
    ...names.map((name) => `${name}:${(headers.get(name) ?? "").trim()}`),
    "",
    names.join(";"),
    bodyHash,
  ].join("\n");
}

/** @param {string} date @param {string} canonical */
export const stringToSign = async (date, canonical) => `SDK-HMAC-SHA256\n${date}\n${await sha256(canonical)}`;

/** @param {CryptoKey} key @param {string} text */
export const signature = async (key, text) => hex(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));

/** The time as it is signed: 20260131T000000Z. @param {Date} at */
export const signingDate = (at) => at.toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");

/**
 * The headers that prove the caller, and what they were made from.
 * @param {{method: string, path: string, query: string, headers: Record<string, string>, body: string, host: string,
 *     accessKey: string, key: CryptoKey, at: Date}} request
 */
export async function sign({method, path, query, headers, body, host, accessKey, key, at}) {
  const date = signingDate(at);
  const signed = new Map([["host", host], ["x-sdk-date", date]]);
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase().startsWith("x-")) signed.set(name.toLowerCase(), value);
  }
  const canonical = canonicalRequest({method, path, query, headers: signed, bodyHash: await sha256(body)});
  const toSign = await stringToSign(date, canonical);
  const names = [...signed.keys()].sort().join(";");
  const made = await signature(key, toSign);
  return {
    headers: {
      "X-Sdk-Date": date,
      Authorization: `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names}, Signature=${made}`,
    },
    canonical,
    toSign,
  };
}
