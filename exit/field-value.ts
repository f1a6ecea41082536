/** Returns the value of the first field of a name (given in lower case) from a flat list of names and values. */
export function fieldValue(fields: readonly string[], lowerName: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index];
    if (name !== undefined && name.length === lowerName.length && name.toLowerCase() === lowerName)
      return fields[index + 1];
  }
  return undefined;
}
