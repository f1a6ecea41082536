/** What links may do, once their user has said yes: calls of the contract. */
export interface DeepLinkCalls {
  readonly servers: { join(input: { joinLink: string }): Promise<unknown> };
  readonly licences: { import(input: { text: string }): Promise<unknown> };
  readonly tunnels: { share(input: { target: string; name?: string }): Promise<unknown> };
}

/** What a `porthole://` link asks for, in words that tell nothing secret. */
export interface DeepLink {
  question: string;
  detail: string;
  /** The button that does it. */
  verb: string;
  /** What to say where it could not be done. */
  failed: string;
  /** Does it. Rejects with an error whose message says what to do. */
  run(calls: DeepLinkCalls): Promise<unknown>;
}
