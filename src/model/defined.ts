/** `T` with the fields that may be undefined made optional instead. */
export type Defined<T> =
  & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
  & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** The object without its undefined fields: in portik's JSON an unknown scalar is left out. */
export function defined<const T extends object>(fields: T): Defined<T> {
  const copy = { ...fields };
  for (const key in copy) if (copy[key] === undefined) delete copy[key];
  return copy as Defined<T>;
}
