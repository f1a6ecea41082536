/** A store could not do what was asked; the message is one line for the log. */
export class StoreError extends Error {}
