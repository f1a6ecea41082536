import { create } from 'zustand';

/** The last value of a watch; it stays while the engine is away, so that the page keeps showing what it knows. */
export interface Watched<T> {
  /** Undefined until the first value came. */
  value: T | undefined;
  /** Why no value comes although the engine answers. */
  failure: string | undefined;
  /** Whether the value came over a connection that has ended, and none has come since. */
  isOld: boolean;
}

/** Makes the store of one watch. */
export function createWatched<T>() {
  const store = create<Watched<T>>(() => ({ value: undefined, failure: undefined, isOld: false }));
  return Object.assign(store, {
    onValue: (value: T) => store.setState({ value, failure: undefined, isOld: false }),
    onFailure: (failure: string) => store.setState({ failure }),
    onLost: () => store.setState({ isOld: true }),
  });
}
