import { MAX_TEXT } from './messages.ts';

/** Cuts a text for people to what a control message may carry: a longer one would end the session. */
export function fitText(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
