/** Why a transport or session ended. `code` is for programs, `message` for people. */
export interface CloseReason {
  code:
    | 'closed' // this side closed it
    | 'peer-closed' // the other side closed it in an orderly way
    | 'lost' // the connection broke
    | 'protocol-error' // the other side broke the protocol
    | 'timeout' // the other side went silent
    | 'limit'; // a limit of this side was reached
  message: string;
}

export interface TransportHandler {
  /** Bytes as they came, in order, cut anywhere. The chunk may be kept: its memory is never reused. */
  onBytes(chunk: Buffer): void;
  /** What was handed over has gone out: `bufferedBytes` fell below the transport's low-water mark. */
  onDrain(): void;
  /** The end, once; nothing follows. */
  onClose(reason: CloseReason): void;
}

/** A reliable, ordered channel of bytes between client and exit server. Nothing above it behaves differently for which one runs. */
export interface Transport {
  /** Which one it is, to tell people. */
  readonly kind: 'websocket' | 'long-polling' | 'memory';
  /** Set by the session before anything else happens on the transport. */
  handler: TransportHandler | undefined;
  /** Bytes handed over by `send` and not yet taken by the operating system. */
  readonly bufferedBytes: number;
  /** Address of the peer for logs, e.g. `203.0.113.9:50312`. */
  readonly remoteAddress: string;
  /**
   * Sends parts in order, as one write where the transport can. Their memory belongs to the transport from now on, until it calls
   * `onSent` to say that neither it nor anybody behind it reads them any more. A transport that cannot know that never calls.
   */
  send(parts: readonly Buffer[], onSent?: () => void): void;
  /** Closes in an orderly way after what was sent has gone out; `onClose` follows in bounded time. */
  close(reason: CloseReason): void;
  /** Ends at once; `onClose` follows. */
  destroy(reason: CloseReason): void;
}
