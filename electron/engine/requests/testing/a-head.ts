import { parseRequestHead, type RequestHead } from '../../../../shared/http1/request-head.ts';
import { parseResponseHead, type ResponseHead } from '../../../../shared/http1/response-head.ts';

/** A request head as the parser reads it. */
export function aRequestHead(line = 'GET /', ...fields: string[]): RequestHead {
  const bytes = Buffer.from([`${line} HTTP/1.1`, 'Host: shop.example.com', ...fields, '', ''].join('\r\n'), 'latin1');
  return parseRequestHead(bytes, 0, bytes.length);
}

/** An answer's head as the parser reads it. */
export function anAnswerHead(status = 200, ...fields: string[]): ResponseHead {
  const bytes = Buffer.from([`HTTP/1.1 ${status} Fine`, ...fields, '', ''].join('\r\n'), 'latin1');
  return parseResponseHead(bytes, 0, bytes.length, 'GET');
}
