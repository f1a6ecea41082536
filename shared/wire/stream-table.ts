import { PeerStreamIds } from './peer-stream-ids.ts';
import type { YamuxStream } from './yamux-stream.ts';

/** The open streams of a session, and the numbers of all that ever were. */
export class StreamTable {
  readonly #streams = new Map<number, YamuxStream>();
  readonly #peerIds: PeerStreamIds;
  #nextId: number;
  #peerCount = 0;

  constructor(role: 'client' | 'server') {
    this.#nextId = role === 'client' ? 1 : 2;
    this.#peerIds = new PeerStreamIds(role === 'client' ? 0 : 1);
  }

  /** Id for the next stream that this side opens. */
  get nextId(): number {
    return this.#nextId;
  }

  /** Open streams in all. */
  get count(): number {
    return this.#streams.size;
  }

  /** Open streams that the peer has opened. */
  get peerCount(): number {
    return this.#peerCount;
  }

  /** Open streams that this side has opened. */
  get ownCount(): number {
    return this.#streams.size - this.#peerCount;
  }

  get(id: number): YamuxStream | undefined {
    return this.#streams.get(id);
  }

  /** Adds a stream of this side, whose id must be `nextId`. */
  addOwn(stream: YamuxStream): void {
    this.#streams.set(stream.id, stream);
    this.#nextId += 2;
  }

  /** Marks an id that the peer opens as used. Returns what is wrong with it, or undefined. */
  claimPeerId(id: number): string | undefined {
    if (!this.#peerIds.isPeers(id)) return `it opened stream ${id}, whose number is not its to give`;
    return this.#peerIds.claim(id) ? undefined : `it opened stream ${id} a second time`;
  }

  /** Adds a stream of the peer, whose id was claimed. */
  addPeers(stream: YamuxStream): void {
    this.#streams.set(stream.id, stream);
    this.#peerCount += 1;
  }

  remove(stream: YamuxStream): void {
    if (this.#streams.delete(stream.id) && this.#peerIds.isPeers(stream.id)) this.#peerCount -= 1;
  }

  /** Whether a stream of this id was opened at some time by either side. */
  wasOpened(id: number): boolean {
    return this.#peerIds.isPeers(id) ? this.#peerIds.wasUsed(id) : id !== 0 && id < this.#nextId;
  }

  /** The streams that are open now; removing some meanwhile does not disturb it. */
  all(): YamuxStream[] {
    return [...this.#streams.values()];
  }
}
