import { RequestError } from '../request-error.ts';

const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/** The settings could not be written. What was changed holds while the program runs. */
export class SettingsNotSaved extends RequestError {
  /** What is the matter, without what becomes of the change: for those who undo it. */
  readonly why: string;

  constructor(cause: NodeJS.ErrnoException) {
    const why = FULL.includes(cause.code)
      ? 'The disk is full: make room on it'
      : `The settings cannot be written (${cause.code ?? cause.message}): see to their folder`;
    super('NOT_NOW', `${why}. What was changed holds until Porthole ends, and is written as soon as that works.`);
    this.why = why;
    this.cause = cause;
  }
}
