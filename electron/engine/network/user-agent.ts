/** By which a service or a webhook's receiver knows in its log who asked. */
export const USER_AGENT = 'Porthole';
