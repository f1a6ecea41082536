/** Lets what must not overlap run one after the other, in the order in which it was asked for. What fails does not stop the next. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as `run` does, which begins when all before it have ended. It must not ask for a turn itself and wait for it. */
  take<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
