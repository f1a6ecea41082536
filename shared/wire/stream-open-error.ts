/** Why no stream could be opened. */
export class StreamOpenError extends Error {
  readonly code: 'closed' | 'going-away' | 'too-many-streams' | 'ids-exhausted';

  constructor(code: StreamOpenError['code'], message: string) {
    super(message);
    this.name = 'StreamOpenError';
    this.code = code;
  }
}
