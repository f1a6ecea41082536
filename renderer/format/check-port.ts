/** Says what is wrong with the text of a port field, or undefined. */
export function checkPort(text: string): string | undefined {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535 ? undefined : 'Ports go from 1 to 65535.';
}
