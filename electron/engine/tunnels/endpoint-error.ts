/** Why it is not known where, or with what token, to connect: only the user can mend it. The message is for them. */
export class EndpointError extends Error {
  readonly code: 'no-token' | 'no-server' | 'proxy' | 'ca-file';

  constructor(code: EndpointError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
