// What the console uses of Preact's hooks.
export function useState<T>(first: T | (() => T)): [T, (next: T | ((before: T) => T)) => void];
export function useEffect(work: () => void | (() => void), on?: readonly unknown[]): void;
export function useRef<T>(first: T): {current: T};
export function useMemo<T>(make: () => T, on: readonly unknown[]): T;
export function useId(): string;
