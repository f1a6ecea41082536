/** A link that cannot be used. The message is for its user, and repeats nothing secret. */
export class DeepLinkError extends Error {}
