/** What the data plane answers to an ACME server under `/.well-known/acme-challenge/TOKEN` (HTTP-01, RFC 8555 §8.3). */
export interface ChallengeAnswers {
  /** The key authorization of a token; undefined where no such challenge is open. */
  answerFor(token: string): string | undefined;
}
