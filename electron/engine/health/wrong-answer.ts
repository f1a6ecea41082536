/** The answer to a probe came, and it was not this app's. */
export class WrongAnswer extends Error {}
