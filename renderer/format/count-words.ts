/** `1 tunnel`, `3 tunnels`. */
export function countWords(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
