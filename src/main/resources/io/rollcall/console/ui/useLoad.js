// What a screen shows while it asks the server, and what it was told.
import {useEffect, useRef, useState} from "../vendor/hooks.js";
import {signOut, session} from "../api/session.js";
import {Refusal} from "../api/client.js";

/**
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @param {unknown[]} on asks again when one of these changes
 * @returns {{data: T | undefined, error: Error | undefined, loading: boolean, reload: () => void}}
 */
export function useLoad(ask, on) {
  const [state, setState] = useState(
    /** @type {{data: T | undefined, error: Error | undefined, loading: boolean}} */ ({
      data: undefined, error: undefined, loading: true}));
  const [again, setAgain] = useState(0);
  const asked = useRef(0);
  useEffect(() => {
    const mine = ++asked.current;
    const stop = new AbortController();
    setState((before) => ({...before, loading: true}));
    ask(stop.signal).then(
      (data) => mine === asked.current && setState({data, error: undefined, loading: false}),
      (error) => {
        if (stop.signal.aborted || mine !== asked.current) return;
        if (error instanceof Refusal && error.status === 401 && session.value?.credential.kind === "token") void signOut();
        setState({data: undefined, error, loading: false});
      });
    return () => stop.abort();
  }, [...on, again]);
  return {...state, reload: () => setAgain((times) => times + 1)};
}
