/** Reads a flag with several values, separated by commas. */
export function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}
