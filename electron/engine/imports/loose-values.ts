/* Reading files that other programs made: nothing is taken for granted, and what has another shape counts as absent. */

export type LooseRecord = Record<string, unknown>;

export function asRecord(value: unknown): LooseRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LooseRecord) : {};
}

export function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A text or a number as text. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

export function asTexts(value: unknown): string[] {
  return asList(value).flatMap((entry) => asText(entry) ?? []);
}

/** A port, where it is one. */
export function asPort(value: unknown): number | undefined {
  const port = Number(asText(value));
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}

/** Splits at the first `separator`; undefined where it has none. */
export function splitOnce(text: string, separator: string): [string, string] | undefined {
  const at = text.indexOf(separator);
  return at < 0 ? undefined : [text.slice(0, at), text.slice(at + separator.length)];
}
