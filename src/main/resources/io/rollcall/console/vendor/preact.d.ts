// What the console uses of Preact; its own declarations are not shipped with it.
export function h(type: any, props: any, ...children: any[]): any;
export function render(tree: any, place: Element): void;
