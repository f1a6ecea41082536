/** Reads the value of a CSS variable of the present scheme. */
export type Ink = (variable: string) => string;
