/** Tells whether a field name, as received, is `lowerName` (field names are case-insensitive: RFC 9110 §5.1). Allocates nothing. */
export function isFieldName(name: string, lowerName: string): boolean {
  if (name.length !== lowerName.length) return false;
  for (let i = 0; i < lowerName.length; i++) {
    const code = name.charCodeAt(i);
    const lower = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    if (lower !== lowerName.charCodeAt(i)) return false;
  }
  return true;
}

/** Returns the value of the first field of that name (given in lower case) from a flat list name, value, …; undefined where there is none. */
export function getField(fields: readonly string[], lowerName: string): string | undefined {
  for (let i = 0; i < fields.length; i += 2) {
    if (isFieldName(fields[i] as string, lowerName)) return fields[i + 1];
  }
  return undefined;
}

/** Returns the values of all fields of that name (given in lower case), in order. */
export function getFields(fields: readonly string[], lowerName: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    if (isFieldName(fields[i] as string, lowerName)) values.push(fields[i + 1] as string);
  }
  return values;
}
