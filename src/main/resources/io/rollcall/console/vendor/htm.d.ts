// What the console uses of htm.
declare const htm: {bind(h: any): any};
export default htm;
