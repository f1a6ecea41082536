import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { CapturedBody } from '../../../shared/contract/captured-request.ts';
import { type BodyMode, bodyLook } from '../../format/body-look.ts';
import { decodeBase64 } from '../../format/decode-base64.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { hexLines } from '../../format/hex-lines.ts';
import classes from './body-view.module.css';

const LABELS: Record<BodyMode, string> = { json: 'JSON', text: 'Text', image: 'Image', hex: 'Hex' };
/** More is not read by anybody, and takes a browser seconds to lay out. */
const MOST_CHARACTERS = 200_000;
const MOST_HEX_BYTES = 16 * 1024;

interface BodyViewProps {
  body: CapturedBody;
  contentType: string | undefined;
  what: 'request' | 'answer';
  /** After the heads of a WebSocket come messages, which are shown elsewhere. */
  isSocket: boolean;
}

/** A body as JSON, text, image or bytes. */
export function BodyView({ body, contentType, what, isSocket }: BodyViewProps) {
  const [chosen, setChosen] = useState<BodyMode>();
  const shown = body.decoded ?? body;
  const bytes = useMemo(() => decodeBase64(shown.base64), [shown.base64]);
  const look = useMemo(() => bodyLook(bytes, contentType, shown.cut), [bytes, contentType, shown.cut]);
  if (isSocket) return <p className={classes.note}>{formatBytes(body.size)} passed as messages.</p>;
  if (body.size === 0) return <p className={classes.note}>The {what} has no body.</p>;
  const mode = chosen !== undefined && look.modes.includes(chosen) ? chosen : (look.modes[0] ?? 'hex');
  return (
    <div className={classes.body}>
      <div className={classes.bar}>
        <span className={classes.note}>{sizeWords(body, bytes.length)}</span>
        <SegmentedControl
          size="xs"
          aria-label={`Show the body of the ${what} as`}
          data={look.modes.map((value) => ({ value, label: LABELS[value] }))}
          value={mode}
          onChange={(value) => setChosen(value as BodyMode)}
        />
      </div>
      {mode === 'image' ? (
        <img className={classes.image} src={`data:${contentType};base64,${shown.base64}`} alt={`Body of the ${what}`} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys (WCAG 2.1.1)
        <section className={classes.scroller} tabIndex={0} aria-label={`Body of the ${what}`}>
          <pre className={classes.text}>{textOf(mode, look, bytes)}</pre>
        </section>
      )}
    </div>
  );
}

function sizeWords({ size, cut, decoded }: CapturedBody, shown: number): string {
  if (decoded !== undefined)
    return `${formatBytes(size)} compressed, ${decoded.cut ? 'the first ' : ''}${formatBytes(shown)} unpacked`;
  return cut ? `The first ${formatBytes(shown)} of ${formatBytes(size)}` : formatBytes(size);
}

function textOf(mode: BodyMode, look: ReturnType<typeof bodyLook>, bytes: Uint8Array): string {
  if (mode === 'hex') {
    const end = bytes.length > MOST_HEX_BYTES ? `\n… ${formatBytes(bytes.length - MOST_HEX_BYTES)} more` : '';
    return hexLines(bytes.subarray(0, MOST_HEX_BYTES)) + end;
  }
  const text = (mode === 'json' ? look.json : look.text) ?? '';
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}\n… and more` : text;
}
