import { AddedFields } from '../../shared/http1/added-fields.ts';
import { FieldNames } from '../../shared/http1/field-names.ts';
import { getFields } from '../../shared/http1/fields.ts';
import { type HeadEdits, writeRequestHead } from '../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { ForwardedFields } from '../http/forwarded-fields.ts';
import { BodyLimit } from './body-limit.ts';
import { linkCookie } from './link-cookie.ts';
import type { TunnelGuard } from './tunnel-guard.ts';
import { denials, type OwnAnswer, type Verdict } from './verdict.ts';

/** The exchange of a request, as its rules see it. */
export interface GuardedExchange {
  readonly forwarded: ForwardedFields;
  /** Sends the request's head into the tunnel. */
  pass(): void;
  sendBody(chunk: Buffer): void;
  /** Stops or resumes the reading of the request. */
  hold(hold: boolean): void;
  /** Answers; what has been sent into the tunnel is broken off. */
  refuse(answer: OwnAnswer): void;
}

/** One request under its tunnel's rules, as they were when it began. */
export class GuardedRequest {
  readonly #guard: TunnelGuard;
  readonly #head: RequestHead;
  readonly #exchange: GuardedExchange;
  readonly #limit: BodyLimit | undefined;
  #dropAuthorization = false;
  /** Bytes of the body that came before it was judged: no more than one read, since the rest is held back. Undefined: it was. */
  #early: Buffer[] | undefined = [];
  #over = false;

  constructor(guard: TunnelGuard, head: RequestHead, exchange: GuardedExchange) {
    this.#guard = guard;
    this.#head = head;
    this.#exchange = exchange;
    const { maxBodyBytes } = guard.rules;
    const hasBody = head.body.kind === 'chunked' || head.body.kind === 'length';
    this.#limit = hasBody && maxBodyBytes !== undefined ? new BodyLimit(head.body, maxBodyBytes) : undefined;
  }

  /** Judges it, and lets it pass or has it answered, now or later. */
  begin(): void {
    const verdict = this.#guard.judge(this.#head, this.#exchange.forwarded);
    if (!(verdict instanceof Promise)) {
      this.#act(verdict);
      return;
    }
    this.#exchange.hold(true);
    verdict.then(
      (judged) => this.#actLater(judged),
      // The check itself failed: that is no reason to let anybody in.
      () => this.#actLater(denials.busy),
    );
  }

  /** Bytes of its body have come. */
  body(chunk: Buffer): void {
    if (this.#over) return;
    if (this.#early !== undefined) this.#early.push(chunk);
    else if (this.#limit?.take(chunk) === false) this.#refuse(denials.bodyTooLarge);
    else this.#exchange.sendBody(chunk);
  }

  /** It was answered, or is gone. */
  end(): void {
    this.#over = true;
    this.#early = undefined;
  }

  /** Writes its head for the upstream, which gets neither what let the visitor in nor the cookie of a link. */
  writeHead(head: RequestHead, edits: HeadEdits): Buffer {
    if (this.#guard.isProbe(head)) return writeRequestHead(head, edits);
    return writeRequestHead(head, this.#guard.requestChanges.over(this.#withoutCredentials(head, edits)));
  }

  /** Edits of the answer: of the final one, and of the 101 of an upgrade. */
  answerEdits(edits: HeadEdits): HeadEdits {
    return this.#guard.isProbe(this.#head) ? edits : this.#guard.responseChanges.over(edits);
  }

  #actLater(verdict: Verdict): void {
    if (this.#over) return;
    this.#exchange.hold(false);
    this.#act(verdict);
  }

  #act(verdict: Verdict): void {
    if (typeof verdict === 'object') {
      this.#refuse(verdict);
      return;
    }
    this.#dropAuthorization = verdict === 'pass-with-authorization';
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#exchange.pass();
    for (const chunk of early) this.body(chunk);
  }

  #refuse(answer: OwnAnswer): void {
    this.end();
    this.#exchange.refuse(answer);
  }

  #withoutCredentials(head: RequestHead, edits: HeadEdits): HeadEdits {
    const cookies = this.#guard.rules.links.length > 0 ? getFields(head.fields, 'cookie') : [];
    const kept = linkCookie.without(cookies);
    const changed = kept.join('\n') !== cookies.join('\n');
    if (!this.#dropAuthorization && !changed) return edits;
    const { drop, add = AddedFields.none } = edits;
    const mine = new FieldNames([
      ...(this.#dropAuthorization ? ['authorization'] : []),
      ...(changed ? ['cookie'] : []),
    ]);
    const cookieFields = kept.flatMap((value) => ['Cookie', value]);
    return {
      ...edits,
      drop: mine.or(drop),
      add: changed ? new AddedFields([...add.list, ...cookieFields]) : add,
    };
  }
}
