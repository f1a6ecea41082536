import type {
  CapturedBody,
  CapturedField,
  CapturedMessage,
  RequestDetail,
} from '../../../../shared/contract/captured-request.ts';
import { decodeBody } from './decode-body.ts';
import { numberOf, type StoredRow, toSummary } from './stored-row.ts';

/** What is kept of one request, from its row and those of its messages (oldest first). */
export function toDetail(row: StoredRow, messages: readonly StoredRow[]): RequestDetail {
  const requestFields = JSON.parse(String(row.request_fields)) as CapturedField[];
  const answerFields = JSON.parse(String(row.answer_fields)) as CapturedField[];
  const requestBody = toBody(row.request_body, row.request_size, requestFields);
  return {
    ...toSummary(row),
    scheme: row.scheme === 'https' ? 'https' : 'http',
    requestFields,
    requestBody,
    requestDoneMs: numberOf(row.request_done_ms),
    reason: String(row.reason),
    answerFields,
    answerBody: toBody(row.answer_body, row.answer_size, answerFields),
    messages: messages.map(toMessage),
    messagesFromVisitor: Number(row.messages_from_visitor),
    messagesFromService: Number(row.messages_from_service),
    noReplay: reasonAgainstReplay(row, requestFields, requestBody),
    maskedFields: [...new Set(requestFields.filter(([, value]) => value === null).map(([name]) => name))],
  };
}

function reasonAgainstReplay(row: StoredRow, fields: readonly CapturedField[], body: CapturedBody): string | undefined {
  if (fields.some(([name]) => name.toLowerCase() === 'upgrade')) {
    return 'A connection that changes its protocol, such as a WebSocket, cannot be sent again.';
  }
  if (row.request_done_ms === null) return 'Its visitor left before all of it had come, so it cannot be sent again.';
  if (body.cut) {
    return `Of its body of ${body.size} bytes only the first ${keptBytes(row)} were kept, so it cannot be sent again. Settings say how much is kept.`;
  }
  return undefined;
}

function keptBytes(row: StoredRow): number {
  return (row.request_body as Uint8Array).length;
}

function toBody(value: unknown, size: unknown, fields: readonly CapturedField[]): CapturedBody {
  const bytes = value as Uint8Array;
  const cut = bytes.length < Number(size);
  const encoding = fields.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
  const decoded = decodeBody(bytes, encoding);
  return {
    size: Number(size),
    base64: toBase64(bytes),
    cut,
    ...(decoded && { decoded: { base64: toBase64(decoded.bytes), cut: cut || decoded.cut } }),
  };
}

function toMessage(row: StoredRow): CapturedMessage {
  const bytes = row.bytes as Uint8Array;
  return {
    number: Number(row.number),
    at: Number(row.at),
    from: row.sender === 'visitor' ? 'visitor' : 'service',
    kind: row.kind as CapturedMessage['kind'],
    size: Number(row.size),
    base64: toBase64(bytes),
    cut: bytes.length < Number(row.size),
    compressed: row.compressed === 1,
  };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
