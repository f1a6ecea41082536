const PER_LINE = 16;

/** Bytes as people read them: offset, 16 bytes in hexadecimal, and what of them is visible ASCII. */
export function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const line = [...bytes.subarray(at, at + PER_LINE)];
    const codes = line.map((byte) => byte.toString(16).padStart(2, '0'));
    const text = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    const left = codes.slice(0, 8).join(' ').padEnd(23);
    lines.push(`${at.toString(16).padStart(8, '0')}  ${left}  ${codes.slice(8).join(' ').padEnd(23)}  ${text}`);
  }
  return lines.join('\n');
}
