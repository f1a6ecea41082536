import type { RequestDetail } from '../../../../shared/contract/captured-request.ts';

/** A captured POST, changed as a test wants it. */
export function aDetail(part: Partial<RequestDetail> & { body?: string | Buffer } = {}): RequestDetail {
  const { body = '', ...rest } = part;
  const bytes = Buffer.from(body as string);
  return {
    id: 1,
    tunnelId: 't',
    startedAt: Date.UTC(2026, 4, 3, 14, 2),
    method: 'POST',
    path: '/hook?a=1',
    host: 'shop.exit.example.com',
    scheme: 'https',
    visitor: '203.0.113.9',
    state: 'done',
    status: 200,
    reason: 'OK',
    firstByteMs: 4,
    durationMs: 5,
    requestDoneMs: 1,
    requestBytes: bytes.length,
    answerBytes: 2,
    webSocket: false,
    requestFields: [
      ['Host', 'shop.exit.example.com'],
      ['Content-Type', 'application/json'],
    ],
    requestBody: { size: bytes.length, base64: bytes.toString('base64'), cut: false },
    answerFields: [['Content-Type', 'text/plain']],
    answerBody: { size: 2, base64: Buffer.from('ok').toString('base64'), cut: false },
    messages: [],
    messagesFromVisitor: 0,
    messagesFromService: 0,
    maskedFields: [],
    ...rest,
  };
}
