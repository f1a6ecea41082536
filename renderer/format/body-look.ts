/** The ways in which a body can be shown. */
export type BodyMode = 'json' | 'text' | 'image' | 'hex';

/** What there is to show of a body: the first mode is the one to begin with. */
export interface BodyLook {
  modes: BodyMode[];
  /** Where it is UTF-8; of a body that was cut, without the character that the cut broke. */
  text?: string;
  /** The text as indented JSON, where it is JSON. */
  json?: string;
}

/** Types that browsers draw; others would stay empty. */
const IMAGE = /^image\/(?:png|jpe?g|gif|webp|avif|svg\+xml|x-icon|vnd\.microsoft\.icon|bmp)\b/i;
/** UTF-8 takes at most 4 bytes for a character: a cut leaves at most 3 of one. */
const MAX_BROKEN = 3;

/** Looks at the bytes of a body. @param contentType as its field says */
export function bodyLook(bytes: Uint8Array, contentType: string | undefined, cut: boolean): BodyLook {
  if (IMAGE.test(contentType ?? '') && !cut) return { modes: ['image', 'hex'], ...textOf(bytes, cut) };
  const { text } = textOf(bytes, cut);
  if (text === undefined) return { modes: ['hex'] };
  const json = jsonOf(text);
  return json === undefined ? { modes: ['text', 'hex'], text } : { modes: ['json', 'text', 'hex'], text, json };
}

function textOf(bytes: Uint8Array, cut: boolean): { text?: string } {
  if (bytes.includes(0)) return {};
  for (let broken = 0; broken <= (cut ? MAX_BROKEN : 0); broken++) {
    try {
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - broken)) };
    } catch {
      // Tried again without one byte more.
    }
  }
  return {};
}

function jsonOf(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}
