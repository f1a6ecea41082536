import { RequestError } from '../request-error.ts';

const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/** The settings could not be written. What was changed holds while the program runs. */
export class SettingsNotSaved extends RequestError {
  constructor(cause: NodeJS.ErrnoException) {
    const why = FULL.includes(cause.code)
      ? 'The disk is full: make room on it'
      : `The settings cannot be written (${cause.code ?? cause.message}): see to their folder`;
    super('NOT_NOW', `${why}. What was changed holds until Porthole ends, and is written as soon as that works.`);
    this.cause = cause;
  }
}
