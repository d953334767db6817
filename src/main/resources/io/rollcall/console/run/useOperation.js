// An operation as it is now: told by the server's events while anything can still happen to it.
import {useEffect, useState} from "../vendor/hooks.js";
import {clusterPath, read} from "../api/client.js";
import {watch} from "../api/events.js";

/** Waits before the next attempt where the server has no stream to spare. */
const PAUSE = 5000;

/** @param {import("../api/types.js").Operation} operation */
const hasEnded = (operation) => !["queued", "running", "held"].includes(operation.state);

/** @param {number} ms @param {AbortSignal} signal */
const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });

/** @param {string} cluster @param {string} id */
export function useOperation(cluster, id) {
  const [operation, setOperation] = useState(/** @type {import("../api/types.js").Operation | undefined} */ (undefined));
  const [error, setError] = useState(/** @type {Error | undefined} */ (undefined));
  useEffect(() => {
    const stop = new AbortController();
    const {signal} = stop;
    const follow = async () => {
      /** @type {import("../api/types.js").Operation | undefined} */
      let last;
      while (!signal.aborted && !(last && hasEnded(last))) {
        try {
          last = /** @type {import("../api/types.js").Operation} */ (await read(`${clusterPath(cluster)}/iam-sync/operations/${id}`, "", signal));
          setOperation(last);
          setError(undefined);
          if (!hasEnded(last)) {
            await watch(cluster, id, (told) => {
              last = told;
              setOperation(told);
            }, signal);
          }
        } catch (failure) {
          if (signal.aborted) return;
          if (!last) {
            setError(/** @type {Error} */ (failure));
            return;
          }
          await pause(PAUSE, signal);
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [cluster, id]);
  return {operation, error, tell: setOperation};
}
