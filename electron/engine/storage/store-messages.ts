/** What the engine's thread tells the storage thread. */
export type ToStorage =
  | { readonly kind: 'open'; readonly store: string; readonly path: string }
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly store: string;
      readonly method: string;
      readonly args: unknown[];
    }
  | { readonly kind: 'close' };

/** What the storage thread answers. A problem is one line for the user. */
export type FromStorage =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'problem'; readonly message: string };
