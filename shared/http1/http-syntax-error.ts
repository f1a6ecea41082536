/** The status that a server answers to a message that it cannot read. */
export type SyntaxErrorStatus = 400 | 414 | 417 | 431 | 501 | 505;

/** A message that breaks the rules of HTTP/1, or that its peer left unfinished. Where it is an answer of an upstream, the status to send on is 502. */
export class HttpSyntaxError extends Error {
  readonly status: SyntaxErrorStatus;
  /** The broken rule in one line, e.g. `RFC 9112 §5.2: obs-fold`. Safe to log: it holds nothing that the peer sent. */
  readonly rule: string;
  /** True where nothing was wrong, but the peer ended before the message did. */
  readonly truncated: boolean;

  constructor(status: SyntaxErrorStatus, rule: string, truncated = false) {
    super(rule);
    this.name = 'HttpSyntaxError';
    this.status = status;
    this.rule = rule;
    this.truncated = truncated;
  }
}
