/** Gives up a subscription. */
export type Unsubscribe = () => void;

/** A value that changes: subscribers get the present one first and each later one after it. */
export class Live<T> {
  #value: T;
  readonly #subscribers = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    // A copy: a subscriber may leave, or another come, while it is told.
    for (const subscriber of [...this.#subscribers]) {
      // One that was told has set a newer value, which all have got by now: this one must not come after it.
      if (!Object.is(this.#value, value)) return;
      if (this.#subscribers.has(subscriber)) subscriber(value);
    }
  }

  /** Calls `subscriber` with the present value before it returns. */
  subscribe(subscriber: (value: T) => void): Unsubscribe {
    this.#subscribers.add(subscriber);
    subscriber(this.#value);
    return () => this.#subscribers.delete(subscriber);
  }
}
