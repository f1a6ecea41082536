import type { ChallengeAnswers } from '../challenge-answers.ts';

/** The HTTP-01 challenges that are open now. */
export class ChallengeBook implements ChallengeAnswers {
  readonly #answers = new Map<string, string>();

  answerFor(token: string): string | undefined {
    return this.#answers.get(token);
  }

  open(token: string, keyAuthorization: string): void {
    this.#answers.set(token, keyAuthorization);
  }

  close(token: string): void {
    this.#answers.delete(token);
  }
}
