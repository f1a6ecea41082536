/** A target that cannot be understood; the message says what to type instead. */
export class TargetError extends Error {}
