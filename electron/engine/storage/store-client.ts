type ArgumentsOf<Method> = Method extends (...args: infer Args) => unknown ? Args : never;
type ResultOf<Method> = Method extends (...args: never[]) => infer Result ? Result : never;

/** The engine's end of one store. Calls are answered in the order in which they were made. */
export interface StoreClient<Api extends object> {
  /** Runs a method of the store in the storage thread. Rejects with StoreError where it failed or too much waits. */
  call<Name extends keyof Api & string>(name: Name, ...args: ArgumentsOf<Api[Name]>): Promise<ResultOf<Api[Name]>>;
}
