/** Alerts that end a connection before any handshake (RFC 8446 §6.2). */
const DESCRIPTIONS = { decode_error: 50, unrecognized_name: 112 } as const;

/** Makes the record of a fatal alert (RFC 8446 §6) in the clear, as it is before keys are agreed. */
export function tlsAlert(description: keyof typeof DESCRIPTIONS): Buffer {
  return Buffer.from([21, 3, 3, 0, 2, 2, DESCRIPTIONS[description]]);
}
