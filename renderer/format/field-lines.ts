import type { CapturedField } from '../../shared/contract/captured-request.ts';

/** Fields as lines of text that can be edited; a masked value is empty. */
export function fieldLines(fields: readonly CapturedField[]): string {
  return fields.map(([name, value]) => `${name}: ${value ?? ''}`).join('\n');
}

/** Reads them back. Fields that were masked and not filled in are left out. `wrong` says what line is none. */
export function readFieldLines(
  text: string,
  masked: readonly string[],
): { fields: [string, string][]; wrong?: undefined } | { fields?: undefined; wrong: string } {
  const names = new Set(masked.map((name) => name.toLowerCase()));
  const fields: [string, string][] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1) return { wrong: `Line ${index + 1} is no field: write “Name: value”.` };
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (value !== '' || !names.has(name.toLowerCase())) fields.push([name, value]);
  }
  return { fields };
}
