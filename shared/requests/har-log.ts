/** Puts entries of captured requests into a whole HAR 1.2 log. @param version that of the app */
export function harLog(entries: readonly unknown[], version: string): object {
  return { log: { version: '1.2', creator: { name: 'Porthole', version }, entries } };
}
