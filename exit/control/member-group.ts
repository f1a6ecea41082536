/** Clients behind one name at most: each is looked at every second, and a request may go past all of them. */
export const MAX_MEMBERS = 32;

/** One of the tunnels of a name. */
export interface Member {
  /** Whether it, or the session that it is on, has ended. */
  readonly closed: boolean;
  /** Whether its visitors are better off with another one, as long as there is one: its upstream is down, or its client is leaving or silent. */
  readonly unfit: boolean;
}

/** The tunnels of one name, each of another client or, where several upstreams share it, of the same: visitors go to them in turn. */
export class MemberGroup<T extends Member> {
  readonly #members: T[];
  #turn = 0;

  constructor(first: T) {
    this.#members = [first];
  }

  /** In the order in which they came. */
  get members(): readonly T[] {
    return this.#members;
  }

  add(member: T): void {
    this.#members.push(member);
  }

  /** Returns whether it was one of them. */
  remove(member: T): boolean {
    const index = this.#members.indexOf(member);
    if (index < 0) return false;
    this.#members.splice(index, 1);
    // Nobody's turn is passed over.
    if (index < this.#turn) this.#turn--;
    return true;
  }

  /** The one whose turn it is, of those that were not tried; one that is unfit only where no other is left. */
  next(tried: readonly T[]): T | undefined {
    const members = this.#members;
    let spare = -1;
    for (let step = 0; step < members.length; step++) {
      const index = (this.#turn + step) % members.length;
      const member = members[index] as T;
      if (member.closed || tried.includes(member)) continue;
      if (!member.unfit) return this.#take(index);
      if (spare < 0) spare = index;
    }
    return spare < 0 ? undefined : this.#take(spare);
  }

  #take(index: number): T | undefined {
    this.#turn = index + 1;
    return this.#members[index];
  }
}
