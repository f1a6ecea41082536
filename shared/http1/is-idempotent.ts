/** Tells whether a request with this method may be sent again after a failure (RFC 9110 §9.2.2: the safe methods, PUT and DELETE). Methods are case-sensitive. */
export function isIdempotent(method: string): boolean {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'OPTIONS':
    case 'TRACE':
    case 'PUT':
    case 'DELETE':
      return true;
    default:
      return false;
  }
}
