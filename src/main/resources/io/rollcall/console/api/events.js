// Server-sent events of an operation, read by fetch: EventSource cannot sign.
import {clusterPath, send} from "./client.js";

/**
 * Tells of an operation whenever it looks different, until it ends or the signal does.
 * @param {string} cluster @param {string} operation @param {(operation: any) => void} tell @param {AbortSignal} signal
 */
export async function watch(cluster, operation, tell, signal) {
  const {answer} = await send({
    method: "GET", path: `${clusterPath(cluster)}/iam-sync/operations/${operation}/events`, signal});
  if (!answer.ok || !answer.body) throw new Error(String(answer.status));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = event.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (data) tell(JSON.parse(data));
    }
  }
}
