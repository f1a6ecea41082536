/** The other side broke the tunnel protocol. The message says how, in one sentence. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolError';
  }
}
