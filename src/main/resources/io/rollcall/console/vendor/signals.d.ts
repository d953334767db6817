// What the console uses of Preact's signals.
export interface Signal<T> {
  value: T;
  peek(): T;
}
export function signal<T>(first: T): Signal<T>;
export function effect(work: () => void | (() => void)): () => void;
