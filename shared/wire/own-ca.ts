/** Where an exit server hands out the certificate of its own CA (PEM), to anybody who asks the control plane. */
export const OWN_CA_PATH = '/.well-known/ca.crt';

/**
 * A name in every certificate that an exit server's own CA signs. It lets a client that has pinned this CA reach the server by any name or
 * address (the server cannot know them all), while a certificate of some company's CA, which signs for many servers, is still held to its
 * host name. `.internal` is reserved for private use (ICANN, 2024), so no public CA signs it.
 */
export const OWN_CA_NAME = 'porthole-exit.internal';
