// A byte order mark is a part of what was sent.
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as text where they are UTF-8 without NUL, else undefined. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}
