import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import type { CapturedMessage, RequestDetail } from '../../../shared/contract/captured-request.ts';
import { bodyLook } from '../../format/body-look.ts';
import { decodeBase64 } from '../../format/decode-base64.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatMoment } from '../../format/format-clock.ts';
import { hexLines } from '../../format/hex-lines.ts';
import classes from './messages-list.module.css';

/** What is shown of a message; the rest is counted. */
const MOST_HEX_BYTES = 256;

/** The last messages of a WebSocket connection, oldest first. */
export function MessagesList({ detail }: { detail: RequestDetail }) {
  const { messages, messagesFromVisitor, messagesFromService } = detail;
  return (
    <div className={classes.messages}>
      <p className={classes.count}>
        {messagesFromVisitor} from the visitor, {messagesFromService} from the service
        {messages.length === 100 && '; the last 100, control frames included, are shown'}
      </p>
      <ol className={classes.list} aria-label="Messages">
        {messages.map((message) => (
          <Message key={message.number} message={message} />
        ))}
      </ol>
    </div>
  );
}

function Message({ message }: { message: CapturedMessage }) {
  const isVisitor = message.from === 'visitor';
  const Arrow = isVisitor ? IconArrowRight : IconArrowLeft;
  return (
    <li className={classes.message} data-from={message.from}>
      <span className={classes.meta}>
        <Arrow size={14} stroke={1.75} aria-hidden="true" />
        <span className="ph-sr">{isVisitor ? 'From the visitor:' : 'From the service:'}</span>
        {formatMoment(message.at / 1000)} · {message.kind} · {formatBytes(message.size)}
      </span>
      <pre className={classes.text}>{contentOf(message)}</pre>
    </li>
  );
}

function contentOf({ base64, cut, compressed, kind, size }: CapturedMessage): string {
  if (compressed) return 'compressed, cannot be shown';
  const bytes = decodeBase64(base64);
  const more = cut ? `\n… of ${formatBytes(size)}` : '';
  if (kind === 'close' && bytes.length >= 2) {
    // RFC 6455 §5.5.1: a code, then a reason.
    const code = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
    return `${code} ${new TextDecoder().decode(bytes.subarray(2))}`.trim();
  }
  const { text } = bodyLook(bytes, undefined, cut);
  if (kind !== 'binary' && text !== undefined) return text + more;
  return (
    hexLines(bytes.subarray(0, MOST_HEX_BYTES)) +
    (cut || bytes.length > MOST_HEX_BYTES ? `\n… of ${formatBytes(size)}` : '')
  );
}
