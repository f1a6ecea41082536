/** What the access log has of a request whose head could not be read. */
export const UNREAD_REQUEST = { method: '', host: '', target: '', seconds: 0, bytesIn: 0, bytesOut: 0 };
